//! A queue by time. An entry is dropped from it by being given a new stamp elsewhere; it is thrown away when it comes up.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A source's place in a queue.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    pub time_s: f64,
    pub slot: u32,
    /// Valid while the source bears the same stamp.
    pub stamp: u32,
}

/// Earliest first.
#[derive(Clone, Debug, Default)]
pub struct Queue(BinaryHeap<Ticket>);

impl Queue {
    pub fn push(&mut self, ticket: Ticket) {
        self.0.push(ticket);
    }

    /// Takes the earliest valid ticket, if it is not later than `latest`.
    pub fn pop(&mut self, latest: f64, valid: impl Fn(&Ticket) -> bool) -> Option<Ticket> {
        while let Some(ticket) = self.0.peek_mut() {
            if !valid(&ticket) {
                std::collections::binary_heap::PeekMut::pop(ticket);
            } else if ticket.time_s <= latest {
                return Some(std::collections::binary_heap::PeekMut::pop(ticket));
            } else {
                return None;
            }
        }
        None
    }

    /// The time of the earliest valid ticket.
    pub fn earliest(&mut self, valid: impl Fn(&Ticket) -> bool) -> Option<f64> {
        while let Some(ticket) = self.0.peek_mut() {
            if valid(&ticket) {
                return Some(ticket.time_s);
            }
            std::collections::binary_heap::PeekMut::pop(ticket);
        }
        None
    }
}

impl PartialEq for Ticket {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ticket {}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ticket {
    /// Reversed, since the heap gives its greatest; ties by slot, so that equal histories give equal schedules.
    fn cmp(&self, other: &Self) -> Ordering {
        other.time_s.total_cmp(&self.time_s).then_with(|| other.slot.cmp(&self.slot))
    }
}
