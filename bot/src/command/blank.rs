//! The forms into which somebody types a filter or a template: each begins with what is there.

use super::context::{AUTOCOMPLETE_PATIENCE, Data, ask};
use super::error::Error;
use super::sight::{Asker, Sight};
use crate::text;
use domain::id::WatchId;
use domain::watch::Watch;
use domain::{filter, template};
use serenity::all::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};
use tokio::time::timeout;
use uuid::Uuid;

/// The form's field.
pub(super) const TEXT: &str = "text";

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// This watch's; under the key, what was refused.
    Watch(WatchId, Option<Uuid>),
    /// This watch's template; under the key, what was refused.
    Template(WatchId, Option<Uuid>),
    /// The filter of a watch that could not be added.
    Draft(Uuid),
    /// A filter that is tried.
    Trial(Uuid),
}

impl Blank {
    /// From the parts of a component's id, or of the form's.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            ["filter", watch] => Self::Watch(watch.parse().ok()?, None),
            ["filter", watch, key] => Self::Watch(watch.parse().ok()?, Some(key.parse().ok()?)),
            ["template", watch] => Self::Template(watch.parse().ok()?, None),
            ["template", watch, key] => Self::Template(watch.parse().ok()?, Some(key.parse().ok()?)),
            ["draft", key] => Self::Draft(key.parse().ok()?),
            ["trial", key] => Self::Trial(key.parse().ok()?),
            _ => return None,
        })
    }

    /// The id of a component that opens it, and of the form.
    pub(super) fn id(self) -> String {
        match self {
            Self::Watch(watch, None) => format!("v1.form.filter.{watch}"),
            Self::Watch(watch, Some(key)) => format!("v1.form.filter.{watch}.{key}"),
            Self::Template(watch, None) => format!("v1.form.template.{watch}"),
            Self::Template(watch, Some(key)) => format!("v1.form.template.{watch}.{key}"),
            Self::Draft(key) => format!("v1.form.draft.{key}"),
            Self::Trial(key) => format!("v1.form.trial.{key}"),
        }
    }

    /// The command that it belongs to.
    pub(super) const fn command(self) -> &'static str {
        match self {
            Self::Watch(..) | Self::Template(..) => "edit",
            Self::Draft(_) => "watch",
            Self::Trial(_) => "filter",
        }
    }

    /// As Discord is to show it, filled with what is there.
    pub(super) async fn modal(self, data: &Data, asker: &Asker) -> Result<CreateModal, Error> {
        // Longer than Discord takes: only what was refused as too long.
        let (title, label, placeholder, most) = match self {
            Self::Template(..) => (text::template::form(), text::template::label(), text::template::placeholder(), template::MOST),
            _ => (text::filter::form(), text::filter::label(), text::filter::placeholder(), filter::MOST),
        };
        let text: String = self.present(data, asker).await?.chars().take(most).collect();
        let input = CreateInputText::new(InputTextStyle::Short, label, TEXT).required(false).value(text);
        let input = input.placeholder(placeholder).max_length(u16::try_from(most).unwrap_or(u16::MAX));
        Ok(CreateModal::new(self.id(), title).components(vec![CreateActionRow::InputText(input)]))
    }

    async fn present(self, data: &Data, asker: &Asker) -> Result<String, Error> {
        let guild = asker.guild();
        match self {
            Self::Watch(_, Some(key)) | Self::Template(_, Some(key)) => data.forms.get(guild, key).ok_or(Error::Old),
            Self::Watch(id, None) => {
                let watch = watch(data, asker, id).await?;
                Ok(watch.wish.filter.map(|filter| filter.text().to_owned()).unwrap_or_default())
            }
            Self::Template(id, None) => {
                let watch = watch(data, asker, id).await?;
                Ok(watch.wish.template.map(|template| template.text().to_owned()).unwrap_or_default())
            }
            Self::Draft(key) => Ok(data.drafts.get(guild, key).ok_or(Error::Old)?.wish.filter.unwrap_or_default()),
            Self::Trial(key) => Ok(data.trials.get(guild, key).ok_or(Error::Old)?.text),
        }
    }
}

/// The watch that a form is about, when the asker may know of it.
pub(super) async fn watch(data: &Data, asker: &Asker, id: WatchId) -> Result<Watch, Error> {
    let found = ask(data.store.watch(asker.guild(), id)).await?;
    let watch = found.ok_or_else(|| Error::Refused(text::list::no_such_watch(0)))?;
    // What the gateway did not tell is asked for, as long as Discord waits for the form.
    let fetched = timeout(AUTOCOMPLETE_PATIENCE, Sight::fetched(data, asker.clone(), std::slice::from_ref(&watch))).await;
    let sight = fetched.unwrap_or_else(|_| Sight::at_once(data, asker.clone()));
    if sight.sees(watch.wish.channel) { Ok(watch) } else { Err(Error::Refused(text::list::no_such_watch(0))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_reads_back_as_written_and_fits_into_a_components_id() {
        let (watch, key) = (WatchId(Uuid::from_u128(1)), Uuid::from_u128(2));
        for blank in [
            Blank::Watch(watch, None),
            Blank::Watch(watch, Some(key)),
            Blank::Template(watch, None),
            Blank::Template(watch, Some(key)),
            Blank::Draft(key),
            Blank::Trial(key),
        ] {
            let id = blank.id();
            assert!(id.len() <= 100, "{id}");
            let parts: Vec<&str> = id.split('.').collect();
            assert_eq!((&parts[..2], Blank::parse(&parts[2..])), (&["v1", "form"][..], Some(blank)));
        }
        assert_eq!(Blank::parse(&["filter", "x"]), None);
    }
}
