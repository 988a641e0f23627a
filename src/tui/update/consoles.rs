//! Pages of the AWS console for what is under the cursor.

use crate::engine::Weight;
use crate::tui::console::{has_console, pages};
use crate::tui::layer::{Layer, Menu, MenuEntry, Pick};
use crate::tui::model::Model;

/// Opens the menu of pages, or says why there are none.
pub fn open(model: &mut Model) {
    let id = model.queue();
    let Some(queue) = model.snapshot.queues.iter().find(|q| q.id == id) else {
        return model.say(Weight::Note, "Nothing is known of the queue yet");
    };
    if !has_console(queue) {
        let host = queue.url.split('/').nth(2).unwrap_or_default();
        let words = format!("{host} is not AWS: it has no console");
        return model.say(Weight::Note, words);
    }
    let letter = model.row().map(|row| &*row.letter);
    let entries: Vec<MenuEntry> = pages(queue, letter)
        .into_iter()
        .map(|page| MenuEntry {
            name: format!("{}  {}", page.what, page.name),
            shown: page.url.clone(),
            pick: Pick::Open(page.url),
        })
        .collect();
    if entries.is_empty() {
        let words = "The console of this partition or region is not known";
        return model.say(Weight::Note, words);
    }
    model.layers.push(Layer::Menu(Menu {
        title: "Open in the AWS console",
        entries,
        at: 0,
    }));
}
