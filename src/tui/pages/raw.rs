//! The message as SQS gave it: its attributes, then its body as it came.

use ratatui::text::Line;

use super::fact::{fact, heading, prose};
use crate::letter::AttributeData;
use crate::text;
use crate::tui::laid::Laid;
use crate::tui::page::Source;
use crate::tui::theme::Role;

/// The page.
pub fn page(source: &Source<'_>) -> (Vec<Line<'static>>, Option<Laid>) {
    let letter = source.seen();
    let message = &letter.message;
    let mut head = fact(source, "message id", &message.id);
    let size = u64::try_from(message.size()).unwrap_or(u64::MAX);
    head.extend(fact(source, "size", &text::bytes(size)));
    if !message.attributes.is_empty() {
        head.extend(heading(source, "Message attributes"));
    }
    for (name, attribute) in message.attributes.iter() {
        head.extend(prose(
            source,
            &format!("{name} ({})", attribute.data_type),
            Role::JsonKey,
        ));
        let value = match &attribute.data {
            AttributeData::Text(text) => text.to_string(),
            AttributeData::Binary(bytes) => format!("{} bytes, binary", bytes.len()),
        };
        head.extend(prose(source, &value, Role::Plain));
    }
    head.extend(heading(source, "System attributes"));
    for (name, value) in message.system.iter() {
        head.extend(prose(source, &format!("{name}  {value}"), Role::Plain));
    }
    head.extend(heading(source, "Body"));
    (head, Some(Laid::plain(&message.body, source.cells)))
}
