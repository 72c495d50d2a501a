//! What can be turned on a watch's panel, and the ids of its components.

use domain::id::WatchId;

/// The value of a menu's choice to have an option as the server's watches do.
pub(super) const AS_SERVER: &str = "server";

/// What a click on a panel asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knob {
    Show,
    What,
    Mature,
    Ping,
    Unping,
    Channel,
    Pause,
    Resume,
    /// Shows the menu of styles.
    Styles,
    Style,
    /// Shows when posts come, with what can be chosen.
    Times,
    Often,
    Day,
    Hour,
    /// In quiet hours.
    Silently,
    Afterwards,
    /// After a pause.
    Late,
    /// Mentions what the server's watches mention.
    PingAsServer,
    /// Quiet when the server's watches are.
    QuietAsServer,
}

impl Knob {
    const ALL: [(Self, &'static str); 19] = [
        (Self::Show, "show"),
        (Self::What, "what"),
        (Self::Mature, "mature"),
        (Self::Ping, "ping"),
        (Self::Unping, "unping"),
        (Self::Channel, "channel"),
        (Self::Pause, "pause"),
        (Self::Resume, "resume"),
        (Self::Styles, "styles"),
        (Self::Style, "style"),
        (Self::Times, "times"),
        (Self::Often, "often"),
        (Self::Day, "day"),
        (Self::Hour, "hour"),
        (Self::Silently, "silently"),
        (Self::Afterwards, "afterwards"),
        (Self::Late, "late"),
        (Self::PingAsServer, "pingserver"),
        (Self::QuietAsServer, "quietserver"),
    ];

    /// As a component's id has it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word)| *word == text).map(|(knob, _)| *knob)
    }

    pub(super) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(knob, _)| *knob == self).map_or("show", |(_, word)| *word)
    }

    /// The id of the component that turns it, for this watch.
    pub(super) fn id(self, watch: WatchId) -> String {
        format!("v1.panel.{watch}.{}", self.word())
    }
}
