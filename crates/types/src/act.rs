//! What a sentence does, whoever tells it.

/// What a sentence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// It states nothing that lasts of its speaker.
    None,
    /// "My bank is Monzo."
    State,
    /// "I've moved from Monzo to Starling."
    Change,
    /// "I closed my account at Monzo."
    End,
    /// "I'm back with Monzo."
    Again,
    /// "No wait, Monzo": a value, and not of what.
    Bare,
    /// "Forget that": nothing new, and not of what.
    Retract,
    /// "Which bank am I with?": it states nothing, and asks for an attribute.
    Ask,
}
