//! Requests that are no HTTP, or whose head is too large. hyper answers these itself, without a body and
//! before anything of ours sees them; on their way out they get the words that every refusal has.

/// What hyper's answer says of its body.
const NO_BODY: &[u8] = b"\r\ncontent-length: 0\r\n";

/// hyper's own refusal of a request, with a body; `None` for any other bytes.
pub(crate) fn worded(reply: &[u8]) -> Option<Vec<u8>> {
    if !reply.starts_with(b"HTTP/1.1 4") || !reply.ends_with(b"\r\n\r\n") {
        return None;
    }
    let length = reply
        .windows(NO_BODY.len())
        .position(|window| window.eq_ignore_ascii_case(NO_BODY))?;
    let (error, message) = match &reply[9..12] {
        b"431" => (
            "head_too_large",
            "the head of the request is over its limit: 64 KiB, 100 fields",
        ),
        b"414" => ("address_too_long", "the address of the request is too long"),
        b"400" => ("bad_request", "this is not HTTP/1.1 as it is read here"),
        _ => return None,
    };
    let body = format!("{{\"error\":\"{error}\",\"message\":\"{message}\"}}");
    let about_body = format!(
        "\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    let rest = &reply[length + NO_BODY.len()..];
    Some(
        [
            &reply[..length],
            about_body.as_bytes(),
            rest,
            body.as_bytes(),
        ]
        .concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::worded;

    #[test]
    fn what_hyper_refuses_gets_a_body() {
        fn check(reply: &str, expect: Option<&str>) {
            let worded = worded(reply.as_bytes());
            let worded = worded.map(|reply| String::from_utf8(reply).expect("is text"));
            let Some(name) = expect else {
                assert_eq!(worded, None, "{reply}");
                return;
            };
            let worded = worded.expect("is a refusal");
            let (head, body) = worded.split_once("\r\n\r\n").expect("a head and a body");
            let json: serde_json::Value = serde_json::from_str(body).expect("is JSON");
            assert_eq!(json["error"], name);
            assert!(head.contains(&format!("content-length: {}", body.len())));
            assert!(head.contains("connection: close"), "{head}");
        }
        let of = |status: &str| {
            format!(
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n"
            )
        };
        check(
            &of("431 Request Header Fields Too Large"),
            Some("head_too_large"),
        );
        check(&of("414 URI Too Long"), Some("address_too_long"));
        check(&of("400 Bad Request"), Some("bad_request"));
        check(&of("204 No Content"), None);
        check(&of("404 Not Found"), None);
        check(
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}",
            None,
        );
        check(
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n",
            None,
        );
        check("", None);
    }
}
