//! Where results stand, by their place in the report: of millions of events, only what does not follow
//! from that place is kept.

use std::collections::HashMap;

use proofdesk_core::verdict::Source;

use crate::order::{FileNumber, Order};

/// The pointers of a run's audit events.
#[derive(Debug, Default)]
pub(crate) struct EventPointers {
    files: HashMap<FileNumber, File>,
}

#[derive(Debug)]
struct File {
    /// What follows the element or the line in the pointer to the first event. In most exports, it is
    /// the same for all.
    usual: Box<str>,
    others: HashMap<Order, Box<str>>,
}

impl EventPointers {
    /// Notes where an event stands.
    pub(crate) fn note(&mut self, order: Order, pointer: Option<&str>) {
        if order == order.whole_file() {
            return;
        }
        let pointer = pointer.unwrap_or_default();
        let inside = pointer.strip_prefix(&*order.element_pointer()).unwrap_or(pointer);
        let file = self
            .files
            .entry(order.file)
            .or_insert_with(|| File { usual: inside.into(), others: HashMap::new() });
        if *inside != *file.usual {
            file.others.insert(order, inside.into());
        }
    }

    /// Where it stands.
    pub(crate) fn source(&self, order: Order, whole: Source) -> Source {
        // What is said of a file as a whole needs no pointer.
        let file = self.files.get(&order.file).filter(|_| order != order.whole_file());
        let inside = file.map_or("", |file| file.others.get(&order).unwrap_or(&file.usual));
        let pointer = order.element_pointer() + inside;
        Source {
            line: Some(order.line).filter(|line| *line > 0),
            pointer: Some(pointer).filter(|pointer| !pointer.is_empty()),
            ..whole
        }
    }
}
