//! One error type for the whole product: a kind for machines, a message for callers, a cause for us.

use std::borrow::Cow;
use std::fmt;

/// `Result` with the product's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, for machines. Closed: every face maps each kind, without a wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The caller's input is wrong; `field` names where.
    InvalidArgument,
    /// No credential, or one that is not valid.
    Unauthenticated,
    /// The credential is valid but not for this.
    PermissionDenied,
    /// It does not exist, or belongs to somebody else: the two are not told apart.
    NotFound,
    /// It collides with something that exists.
    Conflict,
    /// A revision given by the caller is not the current one.
    PreconditionFailed,
    /// A body, batch or text is over its limit.
    TooLarge,
    /// The caller sends more than its share.
    RateLimited,
    /// The server as a whole has no room now; try again.
    Overloaded,
    /// The disk has no room for writes; reads and deletes go on.
    StorageFull,
    /// It took longer than allowed.
    Timeout,
    /// A remote service that was configured failed.
    Upstream,
    /// Stored data failed its checksum and is not served.
    Corrupt,
    /// A bug or an environment failure of ours.
    Internal,
}

impl ErrorKind {
    /// Every kind, for tables and tests.
    pub const ALL: [ErrorKind; 14] = [
        ErrorKind::InvalidArgument,
        ErrorKind::Unauthenticated,
        ErrorKind::PermissionDenied,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::PreconditionFailed,
        ErrorKind::TooLarge,
        ErrorKind::RateLimited,
        ErrorKind::Overloaded,
        ErrorKind::StorageFull,
        ErrorKind::Timeout,
        ErrorKind::Upstream,
        ErrorKind::Corrupt,
        ErrorKind::Internal,
    ];

    /// Stable name on the wire, e.g. `invalid_argument`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::InvalidArgument => "invalid_argument",
            ErrorKind::Unauthenticated => "unauthenticated",
            ErrorKind::PermissionDenied => "permission_denied",
            ErrorKind::NotFound => "not_found",
            ErrorKind::Conflict => "conflict",
            ErrorKind::PreconditionFailed => "precondition_failed",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Overloaded => "overloaded",
            ErrorKind::StorageFull => "storage_full",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Upstream => "upstream",
            ErrorKind::Corrupt => "corrupt",
            ErrorKind::Internal => "internal",
        }
    }
}

/// The error of every fallible call of the product.
pub struct Error {
    kind: ErrorKind,
    public: Cow<'static, str>,
    field: Option<Cow<'static, str>>,
    retry_after_ms: Option<u64>,
    internal: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error whose `public` message may be shown to callers: it never quotes stored text, SQL,
    /// file paths or another tenant's ids.
    pub fn new(kind: ErrorKind, public: impl Into<Cow<'static, str>>) -> Self {
        Error {
            kind,
            public: public.into(),
            field: None,
            retry_after_ms: None,
            internal: None,
            source: None,
        }
    }

    /// The input `field` (a path such as `events[3].kind`) is wrong; `message` says how to mend it.
    pub fn invalid(
        field: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Error::new(ErrorKind::InvalidArgument, message).with_field(field)
    }

    /// `what` does not exist, or is not the caller's to see.
    pub fn not_found(what: &'static str) -> Self {
        Error::new(ErrorKind::NotFound, format!("{what} not found"))
    }

    /// A failure of ours. Callers see only "internal error"; `internal` goes to the log.
    pub fn internal(internal: impl Into<String>) -> Self {
        Error::new(ErrorKind::Internal, "internal error").with_internal(internal)
    }

    /// Names the field of the input that is wrong.
    pub fn with_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Puts `prefix` in front of the field's path: `events[3]` + `kind` = `events[3].kind`.
    pub fn within(mut self, prefix: &str) -> Self {
        self.field = Some(match self.field {
            Some(inner) => Cow::Owned(format!("{prefix}.{inner}")),
            None => Cow::Owned(prefix.to_owned()),
        });
        self
    }

    /// Takes `prefix` off the field's path again: what came alone has no place in a list.
    pub fn without(mut self, prefix: &str) -> Self {
        let inner = self.field.as_deref().and_then(|field| {
            let inner = field.strip_prefix(prefix)?;
            inner.strip_prefix('.')
        });
        if let Some(inner) = inner.map(str::to_owned) {
            self.field = Some(Cow::Owned(inner));
        }
        self
    }

    /// Adds what only the operator should read.
    pub fn with_internal(mut self, internal: impl Into<String>) -> Self {
        self.internal = Some(internal.into());
        self
    }

    /// Adds the cause.
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Says when a retry makes sense.
    pub fn with_retry_after_ms(mut self, retry_after_ms: u64) -> Self {
        self.retry_after_ms = Some(retry_after_ms);
        self
    }

    /// The kind, for machines.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message for callers.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The path of the offending input field, if one is to blame.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// When a retry makes sense, in milliseconds.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.retry_after_ms
    }

    /// The message for the operator.
    pub fn internal_message(&self) -> Option<&str> {
        self.internal.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}", self.public)?;
        if let Some(internal) = &self.internal {
            write!(f, " ({internal})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.kind.as_str())?;
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|s| s as &(dyn std::error::Error + 'static))
    }
}
