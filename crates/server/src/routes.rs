//! The table of all routes: what each is called, and what a caller needs for it.

use axum::Router;
use axum::routing::MethodRouter;

use crate::AppState;

/// What a caller needs for a route. The handler's [`crate::auth::Authed`] argument enforces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing; these routes tell nothing about anybody.
    Public,
    /// A key that may read.
    Read,
    /// A key that may write.
    Write,
    /// A key that may do both: a change that answers with stored words.
    ReadWrite,
    /// A key that may administer.
    Admin,
}

/// A route's name and needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST` ...
    pub method: String,
    /// As registered, e.g. `/memoird/v1/events/{id}`.
    pub path: String,
    /// What a caller needs.
    pub needs: Needs,
}

/// A router that remembers what it routes.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) router: Router<AppState>,
    pub(crate) routes: Vec<Route>,
}

impl Table {
    /// Adds a route.
    pub(crate) fn on(
        mut self,
        needs: Needs,
        method: &str,
        path: &str,
        handler: MethodRouter<AppState>,
    ) -> Self {
        self.router = self.router.route(path, handler);
        self.routes.push(Route {
            method: method.to_owned(),
            path: path.to_owned(),
            needs,
        });
        self
    }

    /// Adds another table's routes.
    pub(crate) fn merge(mut self, other: Table) -> Self {
        self.router = self.router.merge(other.router);
        self.routes.extend(other.routes);
        self
    }
}
