//! The native API's routes, all of them.

use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use super::home::DOCS_PATH;
use super::{
    admin, beliefs, docs, erasure, events, forget, groups, home, jobs, lineage, maintenance,
    memories, minds, openapi, recall, system, transfer,
};
use crate::AppState;
use crate::routes::Needs::{Admin, Public, Read, ReadWrite, Write};
use crate::routes::{Needs, Route, Table};

/// One route with its description.
type Described = (Needs, UtoipaMethodRouter<AppState>);

fn described() -> Vec<Described> {
    vec![
        (Write, routes!(events::add_events)),
        (Read, routes!(events::list_events)),
        (Read, routes!(events::event_statuses)),
        (Read, routes!(events::get_event)),
        (Write, routes!(memories::add_memories)),
        (Read, routes!(memories::list_memories)),
        (Read, routes!(memories::list_memories_filtered)),
        (Read, routes!(memories::get_memory)),
        (ReadWrite, routes!(memories::update_memory)),
        (Write, routes!(memories::delete_memory)),
        (Read, routes!(memories::history)),
        (Read, routes!(lineage::lineage)),
        (Write, routes!(erasure::erase)),
        (Write, routes!(erasure::receipt)),
        (Write, routes!(erasure::rollback)),
        (Read, routes!(recall::search)),
        (Read, routes!(recall::context)),
        (Read, routes!(beliefs::contradictions)),
        (ReadWrite, routes!(beliefs::update_belief)),
        (Read, routes!(minds::timeline)),
        (ReadWrite, routes!(minds::consolidate)),
        (ReadWrite, routes!(minds::reflect)),
        (ReadWrite, routes!(minds::promote)),
        (ReadWrite, routes!(minds::summarise)),
        (Write, routes!(groups::create_group)),
        (Read, routes!(groups::list_groups)),
        (Read, routes!(groups::get_group)),
        (ReadWrite, routes!(groups::update_group)),
        (ReadWrite, routes!(groups::regenerate_prompt)),
        (Write, routes!(groups::delete_group)),
        (Write, routes!(forget::forget)),
        (Write, routes!(forget::unforget)),
        (Read, routes!(maintenance::get_maintenance)),
        (Admin, routes!(maintenance::set_maintenance)),
        (Admin, routes!(maintenance::reset_maintenance)),
        (Admin, routes!(maintenance::run_maintenance)),
        (Read, routes!(jobs::list_jobs)),
        (Read, routes!(jobs::get_job)),
        (Write, routes!(jobs::cancel_job)),
        (Write, routes!(jobs::retry_job)),
        (Read, routes!(transfer::export)),
        (Admin, routes!(transfer::import)),
        (Read, routes!(admin::stats)),
        (Read, routes!(admin::usage)),
        (Admin, routes!(admin::create_key)),
        (Admin, routes!(admin::list_keys)),
        (Admin, routes!(admin::revoke_key)),
        (Admin, routes!(admin::list_audit)),
        (Admin, routes!(admin::verify_audit)),
        (Admin, routes!(admin::check)),
        (Admin, routes!(admin::reindex)),
        (Public, routes!(home::home)),
        (Public, routes!(system::health)),
        (Public, routes!(system::ready)),
        (Public, routes!(system::metrics)),
    ]
}

/// The routes, and how they are served.
pub(crate) fn table() -> Table {
    let (table, _) = build();
    table
        .on(Public, "GET", docs::DOCUMENT_PATH, get(docs::document))
        .on(Public, "GET", DOCS_PATH, get(docs::page))
        .on(Public, "GET", "/memoird/v1/docs/", get(docs::page))
        .on(
            Public,
            "GET",
            "/memoird/v1/docs/{file}",
            get(docs::page_file),
        )
}

/// The description of the routes that have one.
pub(crate) fn document() -> OpenApi {
    build().1
}

fn build() -> (Table, OpenApi) {
    let mut router = OpenApiRouter::with_openapi(openapi::frame());
    let mut routes = Vec::new();
    for (needs, method_router) in described() {
        let (_, paths, _) = &method_router;
        for (path, item) in &paths.paths {
            let method = openapi::method_of(item).to_owned();
            routes.push(Route {
                method,
                path: path.clone(),
                needs,
            });
        }
        router = router.routes(method_router);
    }
    let (router, mut document) = router.split_for_parts();
    openapi::complete(&mut document, &routes);
    (Table { router, routes }, document)
}
