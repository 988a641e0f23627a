//! What keeps a letter from being put back as it is, whatever it died of (DOMAIN 4.1, 4.4).

use super::Verdict;
use crate::letter::{Editable, Event, Letter, Route};
use crate::text;

/// A reason in the letter itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hindrance {
    /// Its origin can't be put back at all: a record, a pointer, a wrapper, a request.
    Record,
    /// Its source begins with `aws.`, which PutEvents refuses on any bus.
    AwsSource,
    /// Its detail is no object, which PutEvents refuses.
    NoObject,
    /// There is no event in it, and its origin has no other way back.
    NoEvent,
}

impl Hindrance {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Record, Self::AwsSource, Self::NoObject, Self::NoEvent];

    /// What hinders `letter`, if anything does.
    #[must_use]
    pub fn of(letter: &Letter) -> Option<Self> {
        let row = letter.origin.0;
        match row.route {
            Route::Nowhere(_) => return Some(Self::Record),
            // the body goes back to a queue, whatever is in it
            Route::SourceQueue => return None,
            Route::RuleBus | Route::NamedBus | Route::Anywhere => {}
        }
        if letter.failure.condition.as_deref() == Some("Success") {
            return None;
        }
        let Some(event) = &letter.event else {
            return (row.editable == Editable::Event).then_some(Self::NoEvent);
        };
        if row.route != Route::Anywhere && event.source().is_some_and(|s| s.starts_with("aws.")) {
            return Some(Self::AwsSource);
        }
        (!event.detail_is_object()).then_some(Self::NoObject)
    }

    /// The verdict that it comes to.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Record | Self::AwsSource | Self::NoEvent => Verdict::Impossible,
            Self::NoObject => Verdict::EditFirst,
        }
    }

    /// Behind the title, in the place of what the downstream said: `an aws.s3 event can't be put back`. Empty where
    /// that is more important.
    #[must_use]
    pub fn note(self, letter: &Letter) -> String {
        let source = letter.event.as_ref().and_then(Event::source);
        match (self, source) {
            (Self::AwsSource, Some(source)) if source.starts_with("aws.partner/") => {
                "a partner's event can't be put back".to_owned()
            }
            (Self::AwsSource, source) => {
                let source = source.as_deref().unwrap_or("aws.");
                format!("an {} event can't be put back", text::safe_line(source, 40))
            }
            (Self::NoEvent, _) => "there is no event in it".to_owned(),
            (Self::Record | Self::NoObject, _) => String::new(),
        }
    }

    /// Why some letters of a cause can't be put back as they are.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::Record => "they are records",
            Self::AwsSource => "their source begins with aws.",
            Self::NoObject => "their detail is no object",
            Self::NoEvent => "there is no event in them",
        }
    }

    /// What to do, one sentence or two.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Record => "",
            Self::AwsSource => {
                "PutEvents refuses sources that begin with `aws.`: replay it from an archive to the one rule, call the \
                 target directly, or put it with a changed source and a rule for that."
            }
            Self::NoObject => {
                "PutEvents takes an object as detail only: edit the event and wrap its detail into an object, if the \
                 rule and the target can take that."
            }
            Self::NoEvent => {
                "There is no event that could be put on a bus: look at the body, export it or delete it."
            }
        }
    }
}
