//! Gzipped request bodies, of any number of members: what `cat a.gz b.gz` and log shippers write is one body, and
//! nothing of it may be left out.

use std::io;

use async_compression::tokio::bufread::GzipDecoder;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use tokio_util::io::{ReaderStream, StreamReader};

use crate::failure::Failure;

/// Unpacks a gzipped body. One that is packed otherwise is refused.
pub(crate) async fn unpack(mut request: Request, next: Next) -> Response {
    let encoding = request.headers().get(CONTENT_ENCODING);
    let encoding = encoding.map(|encoding| encoding.as_bytes().to_ascii_lowercase());
    match encoding.as_deref() {
        None | Some(b"identity") => return next.run(request).await,
        Some(b"gzip" | b"x-gzip") => {}
        Some(_) => return Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE).into_response(),
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
