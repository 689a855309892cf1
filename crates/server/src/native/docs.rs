//! The API's description, and a page to browse it.

use std::sync::{Arc, OnceLock};

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use types::Error;
use utoipa_swagger_ui::Config;

use super::openapi;
use crate::failure::Failure;

/// Where the description is.
pub(crate) const DOCUMENT_PATH: &str = "/memoird/v1/openapi.json";

/// The page may load its own files and talk to this server, and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/// The description, OpenAPI 3.1.
pub(crate) async fn document() -> Response {
    static DOCUMENT: OnceLock<Bytes> = OnceLock::new();
    let document = DOCUMENT
        .get_or_init(|| openapi::document_json().into())
        .clone();
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

/// The page. Its links are relative to `/memoird/v1/docs/`, so without the slash it says where it
/// is by a `base`.
pub(crate) async fn page() -> Result<Response, Failure> {
    let page = file("index.html")?;
    let text = String::from_utf8_lossy(&page.0);
    let text = text.replacen("<head>", "<head><base href=\"/memoird/v1/docs/\">", 1);
    Ok(reply(text.into(), "text/html; charset=utf-8"))
}

/// A file of the page.
pub(crate) async fn page_file(Path(name): Path<String>) -> Result<Response, Failure> {
    let (bytes, content_type) = file(&name)?;
    Ok(reply(bytes, &content_type))
}

fn file(name: &str) -> Result<(Bytes, String), Failure> {
    let config = Arc::new(Config::from(DOCUMENT_PATH));
    let file = utoipa_swagger_ui::serve(name, config)
        .map_err(|error| Error::internal(format!("the docs page is broken: {error}")))?
        .ok_or_else(|| Error::not_found("path"))?;
    Ok((Bytes::from(file.bytes.into_owned()), file.content_type))
}

fn reply(bytes: Bytes, content_type: &str) -> Response {
    const POLICY: HeaderName = header::CONTENT_SECURITY_POLICY;
    let content_type = HeaderValue::from_str(content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let policy = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    (
        [(header::CONTENT_TYPE, content_type), (POLICY, policy)],
        bytes,
    )
        .into_response()
}
