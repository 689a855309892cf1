//! Gzipped request bodies, of any number of members: what `cat a.gz b.gz` and log shippers write is one body, and
//! nothing of it may be left out.

use std::io;

use async_compression::tokio::bufread::GzipDecoder;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::TryStreamExt;
use tokio_util::io::{ReaderStream, StreamReader};

/// Unpacks a gzipped body; what is packed otherwise is left to the layer behind this one.
pub(crate) async fn unpack(mut request: Request, next: Next) -> Response {
    let encoding = request.headers().get(CONTENT_ENCODING);
    let encoding = encoding.map(|encoding| encoding.as_bytes().to_ascii_lowercase());
    if !matches!(encoding.as_deref(), Some(b"gzip" | b"x-gzip")) {
        return next.run(request).await;
    }
    request.headers_mut().remove(CONTENT_ENCODING);
    request.headers_mut().remove(CONTENT_LENGTH);
    let request = request.map(|packed| {
        let packed = packed.into_data_stream().map_err(io::Error::other);
        let mut unpacked = GzipDecoder::new(StreamReader::new(packed));
        unpacked.multiple_members(true);
        Body::from_stream(ReaderStream::new(unpacked))
    });
    next.run(request).await
}
