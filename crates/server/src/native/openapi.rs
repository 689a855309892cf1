//! The description of the native API: what the handlers' attributes do not say.

use serde_json::{Value as Json, json};
use types::limits;
use utoipa::PartialSchema;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, ResponseBuilder, Type,
};

use super::errors::{ErrorBody, ErrorReply};
use super::routes;
use crate::routes::{Needs, Route};

/// Every status of a refusal, and when it comes.
const REFUSALS: [(u16, &str); 18] = [
    (400, "The input is wrong; `field` names where"),
    (401, "No key, or one that is not valid"),
    (
        403,
        "The key is not for this, or the host or origin is not served",
    ),
    (404, "It does not exist, or is not yours"),
    (405, "The path does not know this method"),
    (408, "The body did not come in time"),
    (409, "It collides with something that exists"),
    (412, "The revision given is not the current one"),
    (413, "The body, batch or text is over its limit"),
    (414, "The address is too long"),
    (415, "The body is of a type that is not read here"),
    (429, "You send more than your share; see `Retry-After`"),
    (431, "The head of the request is too large"),
    (500, "A failure of ours; `request_id` finds it in the log"),
    (502, "A remote service that was configured failed"),
    (503, "The server has no room now; see `Retry-After`"),
    (504, "It took longer than allowed"),
    (507, "The disk has no room for writes"),
];

/// The document as JSON.
pub(crate) fn document_json() -> String {
    let mut document =
        serde_json::to_value(routes::document()).expect("the description is made of plain data");
    bound_strings(&mut document);
    format!("{document:#}")
}

/// Fields that are names, by the limits of [`limits::check_name`].
const NAMES: [&str; 8] = [
    "user_id",
    "agent_id",
    "session_id",
    "namespace",
    "project_id",
    "team_id",
    "role_id",
    "external_id",
];
/// Fields that are texts, by the limits of [`limits::check_text`].
const TEXTS: [&str; 3] = ["content", "text", "query"];
/// Query parameters that may be left out but not be empty.
const NOT_EMPTY: [&str; 7] = [
    "cursor",
    "from",
    "to",
    "created_from",
    "created_before",
    "as_of",
    "known_at",
];

/// Says what the engine demands of names and texts, once for all places where callers send them;
/// and that an event's metadata may be text.
fn bound_strings(document: &mut Json) {
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        let properties = schema.get_mut("properties").and_then(Json::as_object_mut);
        for (field, schema) in properties.into_iter().flatten() {
            // What may be left out needs no default that says so.
            if let Some(schema) = schema.as_object_mut()
                && schema.get("default") == Some(&Json::Null)
            {
                schema.remove("default");
            }
            // A default of null says no more than that the field may be left out.
            if let Some(schema) = schema.as_object_mut()
                && schema.get("default").is_some_and(Json::is_null)
            {
                schema.remove("default");
            }
            if name.ends_with("In") {
                bound_string(field, schema);
            }
            if name.starts_with("Event") && field == "metadata" {
                schema["type"] = json!(["object", "string", "null"]);
            }
        }
    }
    let items = document["paths"].as_object_mut().into_iter().flatten();
    let operations = items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten());
    for (_, operation) in operations {
        let parameters = operation.get_mut("parameters").and_then(Json::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let Some(schema) = parameter.get_mut("schema") else {
                continue;
            };
            // A parameter is left out or text; there is no null in an address or a head.
            if let Some(kinds) = schema.get_mut("type").filter(|kinds| kinds.is_array()) {
                *kinds = kinds[0].take();
            }
            bound_string(&name, schema);
        }
    }
}

fn bound_string(field: &str, schema: &mut Json) {
    if NAMES.contains(&field) {
        schema["minLength"] = json!(1);
        schema["maxLength"] = json!(limits::NAME_CHARS_MAX);
        schema["pattern"] = json!(r"^[^\u0000-\u001f\u007f-\u009f]*$");
    } else if TEXTS.contains(&field) {
        schema["pattern"] = json!(r"^[^\u0000]*[^\s\u0000][^\u0000]*$");
    } else if NOT_EMPTY.contains(&field) {
        schema["minLength"] = json!(1);
    }
}

/// The document without its paths.
pub(crate) fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Memoird")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Memory for agents: store what happened, recall it later. Errors are \
             `{\"error\": {\"kind\", \"message\", \"field\", \"request_id\"}}`. A write may carry \
             an `Idempotency-Key`; sent again within 24 hours it has one effect and one reply. (An \
             import, which may be repeated as it is, and the making of a key refuse it.)",
        ))
        .build();
    OpenApiBuilder::new().info(info).build()
}

/// The one method of a path item that holds a single operation.
pub(crate) fn method_of(item: &PathItem) -> &'static str {
    let PathItem {
        get,
        put,
        post,
        delete,
        patch,
        ..
    } = item;
    let methods = [
        ("GET", get),
        ("PUT", put),
        ("POST", post),
        ("DELETE", delete),
        ("PATCH", patch),
    ];
    methods
        .into_iter()
        .find(|(_, operation)| operation.is_some())
        .map_or("GET", |(name, _)| name)
}

/// Adds what holds for every operation: the ways to be refused, and what key it needs.
pub(crate) fn complete(document: &mut OpenApi, routes: &[Route]) {
    let components = document.components.get_or_insert_with(Components::new);
    components
        .schemas
        .insert("ErrorReply".to_owned(), ErrorReply::schema());
    components
        .schemas
        .insert("ErrorBody".to_owned(), ErrorBody::schema());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let header = ApiKey::Header(ApiKeyValue::new("X-API-Key"));
    components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
    for route in routes {
        let Some(item) = document.paths.paths.get_mut(&route.path) else {
            continue;
        };
        if let Some(operation) = operation_of(item, &route.method) {
            complete_operation(operation, route.needs);
            let is_write = matches!(route.needs, Needs::Write | Needs::ReadWrite | Needs::Admin);
            if is_write && route.method != "GET" && !TAKE_NO_KEY.contains(&route.path.as_str()) {
                take_key(operation);
            }
        }
    }
}

/// Writes whose reply cannot be kept: a stream, and a secret.
const TAKE_NO_KEY: [&str; 2] = ["/memoird/v1/import", "/memoird/v1/keys"];

/// Adds the header that makes a write repeatable, where its handler does not name it itself.
fn take_key(operation: &mut Operation) {
    const NAME: &str = "Idempotency-Key";
    let parameters = operation.parameters.get_or_insert_default();
    let is_it = |parameter: &RefOr<Parameter>| match parameter {
        RefOr::T(parameter) => parameter.name == NAME,
        RefOr::Ref(_) => false,
    };
    if parameters.iter().any(is_it) {
        return;
    }
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(limits::IDEMPOTENCY_KEY_BYTES_MAX));
    let parameter = ParameterBuilder::new()
        .name(NAME)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Makes the request repeatable"))
        .schema(Some(text));
    parameters.push(RefOr::T(parameter.build()));
}

fn operation_of<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "PUT" => item.put.as_mut(),
        "POST" => item.post.as_mut(),
        "DELETE" => item.delete.as_mut(),
        "PATCH" => item.patch.as_mut(),
        _ => None,
    }
}

fn complete_operation(operation: &mut Operation, needs: Needs) {
    for (status, meaning) in REFUSALS {
        let schema = Ref::from_schema_name("ErrorReply");
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new()
            .description(meaning)
            .content("application/json", content)
            .build();
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.to_string())
            .or_insert(RefOr::T(response));
    }
    if needs != Needs::Public {
        let none: [&str; 0] = [];
        operation.security = Some(vec![
            SecurityRequirement::new("bearer", none),
            SecurityRequirement::new("api_key", none),
        ]);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_description_is_whole() {
        let text = super::document_json();
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["openapi"], "3.1.0");
        assert!(!text.contains(": null"), "an empty schema");
        let schemas = document["components"]["schemas"]
            .as_object()
            .expect("schemas");
        // Every reference leads somewhere.
        for (at, _) in text.match_indices("#/components/schemas/") {
            let name: String = text[at + "#/components/schemas/".len()..]
                .chars()
                .take_while(|c| *c != '"')
                .collect();
            assert!(schemas.contains_key(&name), "{name} is missing");
        }
        let operations = document["paths"]
            .as_object()
            .expect("paths")
            .values()
            .flat_map(|item| item.as_object().expect("item").values());
        for operation in operations {
            let responses = operation["responses"].as_object().expect("responses");
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{operation}"
            );
            for (status, _) in super::REFUSALS {
                assert!(
                    responses.contains_key(&status.to_string()),
                    "{status}: {operation}"
                );
            }
        }
    }
}
