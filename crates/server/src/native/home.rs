//! `GET /`: what answers here and where to read on, for whoever opens the address first.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::docs;
use super::wire::HomeOut;

/// Where a person reads what the API can do.
pub(crate) const DOCS_PATH: &str = "/memoird/v1/docs";
const HEALTH_PATH: &str = "/memoird/v1/health";
const ABOUT: &str = "A memory server for AI agents";

/// The page has a few lines of style of its own, loads nothing and sends nothing.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What this server is, its version, and where its docs, its description and its health are.
///
/// A page for browsers, JSON for everybody else.
#[utoipa::path(get, path = "/", tag = "server",
    responses((status = 200, content((HomeOut = "application/json"), (String = "text/html")))))]
pub(crate) async fn home(headers: HeaderMap) -> Response {
    const POLICY: HeaderName = header::CONTENT_SECURITY_POLICY;
    let (content_type, body) = if wants_page(&headers) {
        ("text/html; charset=utf-8", page())
    } else {
        ("application/json", json())
    };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::VARY, "accept"),
        (POLICY, CONTENT_SECURITY_POLICY),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, body).into_response()
}

fn json() -> String {
    let home = HomeOut {
        name: "memoird",
        version: env!("CARGO_PKG_VERSION"),
        about: ABOUT,
        docs: DOCS_PATH,
        openapi: docs::DOCUMENT_PATH,
        health: HEALTH_PATH,
    };
    // Most who get this read it in a terminal.
    let text = serde_json::to_string_pretty(&home).expect("made of plain data");
    text + "\n"
}

fn page() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let description = docs::DOCUMENT_PATH;
    format!(
        "<!doctype html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Memoird</title>\n\
         <style>\n\
         :root {{ color-scheme: light dark }}\n\
         body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem }}\n\
         small {{ opacity: .6 }}\n\
         </style>\n\
         </head>\n\
         <body>\n\
         <h1>Memoird <small>{version}</small></h1>\n\
         <p>{ABOUT}.</p>\n\
         <ul>\n\
         <li><a href=\"{DOCS_PATH}\">The API, to read and to try</a></li>\n\
         <li><a href=\"{description}\">Its description, OpenAPI 3.1</a></li>\n\
         <li><a href=\"{HEALTH_PATH}\">Health</a></li>\n\
         </ul>\n\
         </body>\n\
         </html>\n"
    )
}

/// Whether a page is wanted: by whoever names HTML and does not like JSON better. A client that
/// takes anything gets JSON.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let weight = |wanted: &str| {
        let weights = accepted.iter().map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let is_it = parts
                .next()
                .is_some_and(|kind| kind.eq_ignore_ascii_case(wanted));
            let q = parts.find_map(|part| part.strip_prefix("q="));
            match (is_it, q) {
                (false, _) => 0.0,
                (true, None) => 1.0,
                (true, Some(q)) => q.parse().unwrap_or(0.0),
            }
        });
        weights.fold(0.0, f32::max)
    };
    let page = weight("text/html");
    page > 0.0 && page >= weight("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_the_page_and_programs_json() {
        fn check(accept: Option<&'static str>, expect: bool) {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(wants_page(&headers), expect, "{accept:?}");
        }
        check(None, false);
        check(Some("*/*"), false);
        check(Some(""), false);
        check(Some("application/json"), false);
        check(Some("text/html"), true);
        check(
            Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            true,
        );
        check(Some("application/json, text/html;q=0.5"), false);
        check(Some("application/json;q=0.5, TEXT/HTML"), true);
        check(Some("text/html;q=0"), false);
        check(Some("text/html;q=soon"), false);
    }
}
