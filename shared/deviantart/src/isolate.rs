//! An answer that is larger than allowed because of one of its items: the page is read in pieces until that item stands alone, and the others
//! count. Only the question "too large?" is asked again at each poll; the item may have been mended meanwhile.

use super::model::Page;
use super::{Error, told};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::future::Future;

/// Items of one page that are left out at most: beyond that it is the site's answers that are too large, and no item is to blame.
const CULPRITS: u32 = 2;
/// Lists whose place of a too large item is remembered.
const MOST: usize = 1024;

/// Where too large items stood last, by list: the next poll begins with the pieces around them.
#[derive(Debug, Default)]
pub struct Places(Mutex<HashMap<String, u32>>);

impl Places {
    fn of(&self, list: &str) -> Option<u32> {
        self.0.lock().get(list).copied()
    }

    fn note(&self, list: &str, at: Option<u32>) {
        let mut places = self.0.lock();
        match at {
            None => {
                places.remove(list);
            }
            Some(at) => {
                if places.len() >= MOST && !places.contains_key(list) {
                    places.clear();
                }
                places.insert(list.to_owned(), at);
            }
        }
    }
}

/// The page of `limit` items from `offset` on. `ask` reads a number of items from a place; `list` names the list for the log and for `places`.
///
/// # Errors
/// As `ask`'s; [`Error::TooLarge`] where most of the list is.
pub async fn page<T, F, A>(places: &Places, list: &str, offset: u32, limit: u32, ask: A) -> Result<Page<T>, Error>
where
    A: Fn(u32, u32) -> F,
    F: Future<Output = Result<Page<T>, Error>>,
{
    let end = offset.saturating_add(limit);
    let known = places.of(list).filter(|at| (offset..end).contains(at));
    // Pieces to read, the first one last.
    let mut pieces = match known {
        Some(at) => vec![(at + 1, end), (at, at + 1), (offset, at)],
        None => vec![(offset, end)],
    };
    let mut whole: Option<Page<T>> = None;
    let (mut culprit, mut culprits) = (None, 0);
    while let Some((from, to)) = pieces.pop() {
        if from >= to {
            continue;
        }
        match ask(from, to - from).await {
            Ok(page) => {
                let ends = page.next.is_none();
                whole = Some(match whole {
                    None => page,
                    Some(before) => before.followed_by(page),
                });
                if ends {
                    break;
                }
            }
            Err(Error::TooLarge(_)) if to - from > 1 => {
                let middle = from + (to - from) / 2;
                pieces.extend([(middle, to), (from, middle)]);
            }
            Err(error @ Error::TooLarge(_)) => {
                culprits += 1;
                if culprits > CULPRITS || limit == 1 {
                    return Err(error);
                }
                culprit = Some(from);
                if told::first(&(list, from, "too large")) {
                    tracing::warn!(list, at = from, %error, "an item of a list is larger than allowed and is left out; the others count");
                }
            }
            Err(error) => return Err(error),
        }
    }
    if known.is_some() || culprit.is_some() {
        places.note(list, culprit);
    }
    let mut page = whole.unwrap_or_else(|| Page::unread(end));
    // The last piece was left out: what follows it is unknown, so the list continues.
    if culprit.is_some_and(|at| at + 1 == end) {
        page.next = Some(end);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    /// A list of 60 numbers of which these are too large to be read with others or alone.
    struct List {
        large: Vec<u32>,
        asked: RefCell<Vec<(u32, u32)>>,
    }

    impl List {
        async fn read(&self, places: &Places, offset: u32) -> (Vec<u32>, Option<u32>, usize) {
            self.asked.borrow_mut().clear();
            let page = page(places, "somebody's gallery", offset, 24, |from, count| async move {
                self.asked.borrow_mut().push((from, count));
                let to = (from + count).min(60);
                if self.large.iter().any(|large| (from..to).contains(large)) {
                    return Err(Error::TooLarge(4_000_000));
                }
                Ok(Page { items: (from..to).collect(), stubs: Vec::new(), next: (to < 60).then_some(to), past: Some(to) })
            });
            let page = page.await.unwrap();
            (page.items, page.next, self.asked.borrow().len())
        }
    }

    #[tokio::test]
    async fn an_item_that_is_too_large_costs_itself_wherever_it_stands() {
        for culprit in 0..60 {
            let (places, list) = (Places::default(), List { large: vec![culprit], asked: RefCell::default() });
            let (mut found, mut at) = (Vec::new(), Some(0));
            while let Some(offset) = at {
                let (items, next, asked) = list.read(&places, offset).await;
                assert!(asked <= 11, "{asked} requests for one page");
                found.extend(items);
                at = next;
            }
            assert_eq!(found, (0..60).filter(|n| *n != culprit).collect::<Vec<_>>());
        }
    }

    #[tokio::test]
    async fn the_next_look_begins_around_it_and_notices_that_it_is_mended() {
        let (places, mut list) = (Places::default(), List { large: vec![7], asked: RefCell::default() });
        list.read(&places, 0).await;
        assert_eq!(list.read(&places, 0).await.2, 3);
        list.large = vec![8];
        let (items, ..) = list.read(&places, 0).await;
        assert_eq!(items, (0..24).filter(|n| *n != 8).collect::<Vec<_>>(), "a new post moved it down");
        list.large.clear();
        assert_eq!(list.read(&places, 0).await.0.len(), 24);
        assert_eq!(list.read(&places, 0).await.2, 1, "nothing is remembered of what is mended");
    }

    #[tokio::test]
    async fn two_of_them_are_left_out_and_more_are_no_items_fault() {
        let list = List { large: vec![3, 23], asked: RefCell::default() };
        let (items, next, _) = list.read(&Places::default(), 0).await;
        assert_eq!((items.len(), next), (22, Some(24)));
        let answer = page(&Places::default(), "all of it", 0, 24, |_, _| async { Err::<Page<u32>, _>(Error::TooLarge(1)) }).await;
        assert!(matches!(answer, Err(Error::TooLarge(1))), "{answer:?}");
    }
}
