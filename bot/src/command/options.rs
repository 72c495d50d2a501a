//! Options that several commands have, and optional ones that a function does not take as arguments: each is declared once, and read by what
//! declares it.

use super::context::{Context, Data};
use super::error::Error;
use super::often::Often;
use domain::rhythm::Digest;
use domain::watch::{Style, What};
use poise::SlashArgument;
use std::borrow::Cow;
use std::marker::PhantomData;

/// Discord's menu for `what`.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(crate) enum WhatChoice {
    #[name = "Everything"]
    Everything,
    #[name = "Deviations (artworks, literature, videos)"]
    Deviations,
    #[name = "Journals"]
    Journals,
    #[name = "Status updates and polls"]
    Statuses,
}

impl From<WhatChoice> for What {
    fn from(choice: WhatChoice) -> Self {
        match choice {
            WhatChoice::Everything => Self::Everything,
            WhatChoice::Deviations => Self::Deviations,
            WhatChoice::Journals => Self::Journals,
            WhatChoice::Statuses => Self::Statuses,
        }
    }
}

/// Discord's menu for `style`.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(crate) enum StyleChoice {
    #[name = "Card: picture and text"]
    Card,
    #[name = "Compact: a line and a small picture"]
    Compact,
    #[name = "Link only: Discord's own preview"]
    Link,
}

impl From<StyleChoice> for Style {
    fn from(choice: StyleChoice) -> Self {
        match choice {
            StyleChoice::Card => Self::Card,
            StyleChoice::Compact => Self::Compact,
            StyleChoice::Link => Self::Link,
        }
    }
}

/// Discord's menu for `rhythm`.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(crate) enum RhythmChoice {
    #[name = "At once: each post by itself"]
    AtOnce,
    #[name = "Hourly digest"]
    Hourly,
    #[name = "Daily digest, at 9:00"]
    Daily,
    #[name = "Weekly digest, on Mondays at 9:00"]
    Weekly,
}

impl RhythmChoice {
    /// None: each post by itself, at once.
    pub(super) fn digest(self) -> Option<Digest> {
        let often = match self {
            Self::AtOnce => Often::AtOnce,
            Self::Hourly => Often::Hourly,
            Self::Daily => Often::Daily,
            Self::Weekly => Often::Weekly,
        };
        often.digest(None)
    }
}

/// An option of type `T` that may be left out.
pub(super) struct Optional<T> {
    name: &'static str,
    description: &'static str,
    kind: PhantomData<T>,
}

impl<T: SlashArgument> Optional<T> {
    pub(super) const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description, kind: PhantomData }
    }

    /// How it is registered; required options come before it.
    pub(super) fn parameter(&self) -> poise::CommandParameter<Data, Error> {
        poise::CommandParameter {
            name: Cow::Borrowed(self.name),
            name_localizations: Cow::Borrowed(&[]),
            description: Some(Cow::Borrowed(self.description)),
            description_localizations: Cow::Borrowed(&[]),
            required: false,
            channel_types: None,
            choices: T::choices(),
            type_setter: Some(T::create),
            autocomplete_callback: None,
            __non_exhaustive: (),
        }
    }

    /// What was chosen; None: it was left out.
    ///
    /// # Errors
    /// [`Error::OldCommand`] when Discord sends a value of another type.
    pub(super) async fn of(&self, ctx: Context<'_>) -> Result<Option<T>, Error> {
        let Some(given) = ctx.args.iter().find(|given| given.name == self.name) else { return Ok(None) };
        let read = T::extract(ctx.framework.serenity_context, ctx.interaction, &given.value).await;
        read.map(Some).map_err(|error| Error::OldCommand { option: self.name, error: Box::new(error) })
    }
}
