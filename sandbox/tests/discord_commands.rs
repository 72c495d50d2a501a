//! A small bot of poise: slash commands, autocomplete, buttons, menus, modals, deadlines.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use poise::serenity_prelude as serenity;
use sandbox::discord::{ChannelKind, GuildId, InteractError, Options, ReplyKind, Server, World};
use serde_json::json;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Context<'a> = poise::Context<'a, (), Error>;

async fn artists<'a>(_: Context<'a>, typed: &'a str) -> serenity::CreateAutocompleteResponse {
    let fitting = ["ada", "adam", "bea"].into_iter().filter(|name| name.starts_with(typed));
    serenity::CreateAutocompleteResponse::new().set_choices(fitting.map(|name| serenity::AutocompleteChoice::new(name, name)).collect())
}

/// Watch an artist
#[poise::command(slash_command, guild_only, required_permissions = "MANAGE_GUILD", name_localized("de", "beobachten"))]
async fn watch(
    ctx: Context<'_>,
    #[description = "Artist"]
    #[autocomplete = "artists"]
    #[max_length = 20]
    artist: String,
    #[description = "Where"]
    #[channel_types("Text", "News")]
    channel: Option<serenity::GuildChannel>,
    #[description = "Role to ping"] ping: Option<serenity::Role>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let place = channel.map_or_else(|| "here".to_owned(), |channel| channel.name);
    let ping = ping.map_or_else(String::new, |role| format!(" for {}", role.name));
    let rows = vec![
        serenity::CreateActionRow::Buttons(vec![serenity::CreateButton::new("undo").label("Undo")]),
        serenity::CreateActionRow::SelectMenu(serenity::CreateSelectMenu::new(
            "where",
            serenity::CreateSelectMenuKind::Channel { channel_types: None, default_channels: None },
        )),
    ];
    let text = format!("{artist} in {place}{ping}, {}", ctx.locale().unwrap_or("?"));
    ctx.send(poise::CreateReply::default().content(text).components(rows)).await?;
    ctx.say("and more").await?;
    Ok(())
}

/// Answers too late
#[poise::command(slash_command)]
async fn late(ctx: Context<'_>) -> Result<(), Error> {
    tokio::time::sleep(Duration::from_millis(900)).await;
    ctx.say("late").await?;
    Ok(())
}

/// Opens a form
#[poise::command(slash_command)]
async fn form(ctx: poise::ApplicationContext<'_, (), Error>) -> Result<(), Error> {
    let input = serenity::CreateInputText::new(serenity::InputTextStyle::Short, "Title", "title").max_length(5);
    let modal = serenity::CreateModal::new("form-1", "A form").components(vec![serenity::CreateActionRow::InputText(input)]);
    ctx.interaction.create_response(ctx, serenity::CreateInteractionResponse::Modal(modal)).await?;
    Ok(())
}

async fn on_event(ctx: &serenity::Context, event: &serenity::FullEvent) -> Result<(), Error> {
    use serenity::{CreateInteractionResponse as Response, CreateInteractionResponseMessage as Body};
    let serenity::FullEvent::InteractionCreate { interaction } = event else { return Ok(()) };
    match interaction {
        serenity::Interaction::Component(pressed) => {
            let may = pressed.member.as_ref().and_then(|member| member.permissions).is_some_and(serenity::Permissions::manage_guild);
            let text = match &pressed.data.kind {
                serenity::ComponentInteractionDataKind::ChannelSelect { values } => format!("moved to {}", values[0]),
                _ if may => "undone".to_owned(),
                _ => "not allowed".to_owned(),
            };
            let body = Body::new().content(text).components(vec![]);
            pressed.create_response(ctx, if may { Response::UpdateMessage(body) } else { Response::Message(body.ephemeral(true)) }).await?;
            // A second answer is refused.
            let second = pressed.create_response(ctx, Response::Acknowledge).await;
            assert!(format!("{second:?}").contains("40060"), "{second:?}");
        }
        serenity::Interaction::Modal(sent) => {
            let serenity::ActionRowComponent::InputText(field) = &sent.data.components[0].components[0] else { return Ok(()) };
            let body = Body::new().content(format!("got {}", field.value.clone().unwrap_or_default()));
            sent.create_response(ctx, Response::Message(body)).await?;
        }
        _ => {}
    }
    Ok(())
}

struct Stage {
    _server: Server,
    world: World,
    guild: GuildId,
    channel: u64,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn stage(options: Options) -> Stage {
    let server = Server::start(options).await.unwrap();
    let world = server.world();
    let guild = world.add_guild("Painters");
    let channel = world.add_channel(guild, "art", ChannelKind::Text);
    let framework = poise::Framework::builder()
        .options(poise::FrameworkOptions {
            commands: vec![watch(), late(), form()],
            event_handler: |framework, event| Box::pin(on_event(framework.serenity_context, event)),
            ..Default::default()
        })
        .setup(|ctx, _, framework| {
            Box::pin(async move {
                poise::builtins::register_globally(ctx, &framework.options().commands).await?;
                Ok(())
            })
        })
        .build();
    let http = serenity::HttpBuilder::new(server.token()).proxy(server.url()).ratelimiter_disabled(true).build();
    let builder = serenity::ClientBuilder::new_with_http(http, serenity::GatewayIntents::GUILDS).framework(framework);
    let mut client = builder.await.unwrap();
    let task = tokio::spawn(async move {
        let _ended = client.start().await;
    });
    world.wait_until("registered commands", |world| world.commands().len() == 3).await.unwrap();
    world.gateway().wait_for_session().await.unwrap();
    Stage { _server: server, world, guild, channel, task }
}

#[tokio::test]
async fn a_deferred_command_with_options_follow_ups_and_components() {
    let stage = stage(Options::default()).await;
    let world = &stage.world;
    let watch = world.commands().into_iter().find(|command| command["name"] == "watch").unwrap();
    assert_eq!(watch["name_localizations"]["de"], "beobachten");
    let (moderator, people) = (world.moderator().with_locale("de"), world.interact());
    let other = world.add_channel(stage.guild, "other", ChannelKind::Text);
    let role = world.add_role(stage.guild, "fans", 0);
    let options = json!({ "artist": "ada", "channel": other, "ping": role.to_string() });
    let reply = people.slash((stage.guild, stage.channel, &moderator), "watch", options).await.unwrap();
    assert_eq!((reply.kind, reply.ephemeral, reply.pending), (ReplyKind::Deferred, true, false));
    assert_eq!(reply.content, "ada in other for fans, de");
    assert_eq!(reply.custom_ids(), ["undo", "where"]);
    world.wait_until("the follow-up", |_| !people.again(&reply).followups.is_empty()).await.unwrap();
    assert_eq!(people.again(&reply).followups[0].content, "and more");
    assert_eq!(world.message_count(), 1, "only the follow-up is public: it did not ask to be ephemeral");

    let stranger = world.member();
    let refused = people.click(&stranger, &reply, "undo").await.unwrap();
    assert_eq!((refused.content.as_str(), refused.kind, refused.ephemeral), ("not allowed", ReplyKind::Message, true));
    let moved = people.select(&moderator, &reply, "where", &[&other.to_string()]).await.unwrap();
    assert_eq!((moved.content, moved.kind), (format!("moved to {other}"), ReplyKind::Update));
    let gone = people.click(&moderator, &reply, "undo").await;
    assert_eq!(gone.unwrap_err(), InteractError::UnknownComponent("undo".to_owned(), String::new()));
    world.wait_until("two double answers", |world| world.interaction_mistakes() == (0, 2)).await.unwrap();
}

#[tokio::test]
async fn a_client_would_not_send_what_the_definition_forbids() {
    let stage = stage(Options::default()).await;
    let (world, people) = (&stage.world, stage.world.interact());
    let moderator = world.moderator();
    let voice = world.add_channel(stage.guild, "talk", ChannelKind::Voice);
    for wrong in [
        json!({}),
        json!({ "artist": "a".repeat(21) }),
        json!({ "artist": "ada", "nobody": 1 }),
        json!({ "artist": "ada", "channel": voice }),
    ] {
        let refused = people.slash((stage.guild, stage.channel, &moderator), "watch", wrong.clone()).await;
        assert!(matches!(refused, Err(InteractError::Refused(_))), "{wrong}: {refused:?}");
    }
    let unknown = people.slash((stage.guild, stage.channel, &moderator), "nothing", json!({})).await;
    assert!(matches!(unknown, Err(InteractError::UnknownCommand(..))));
    let refused = people.slash((stage.guild, stage.channel, &world.member()), "watch", json!({ "artist": "ada" })).await.unwrap();
    assert!(refused.content.contains("permission"), "poise checks the bits of the member: {}", refused.content);
}

#[tokio::test]
async fn autocomplete_offers_what_fits() {
    let stage = stage(Options::default()).await;
    let people = stage.world.interact();
    let moderator = stage.world.moderator();
    let reply = people.autocomplete((stage.guild, stage.channel, &moderator), "watch", json!({ "artist": "ad" }), "artist").await.unwrap();
    let names: Vec<_> = reply.choices.iter().map(|choice| choice["value"].as_str().unwrap()).collect();
    assert_eq!((reply.kind, names), (ReplyKind::Choices, vec!["ada", "adam"]));
}

#[tokio::test]
async fn a_modal_is_filled_in_and_answered() {
    let stage = stage(Options::default()).await;
    let (people, moderator) = (stage.world.interact(), stage.world.moderator());
    let opened = people.slash((stage.guild, stage.channel, &moderator), "form", json!({})).await.unwrap();
    assert_eq!(opened.kind, ReplyKind::Modal);
    assert!(people.modal(&moderator, &opened, &[("title", "too long")]).await.is_err());
    let sent = people.modal(&moderator, &opened, &[("title", "short")]).await.unwrap();
    assert_eq!((sent.content.as_str(), sent.ephemeral), ("got short", false));
    assert_eq!(stage.world.messages(stage.channel).len(), 1);
}

#[tokio::test]
async fn an_answer_after_the_deadline_is_unknown() {
    let stage = stage(Options { interaction_deadline: Duration::from_millis(300), ..Options::default() }).await;
    let (people, moderator) = (stage.world.interact(), stage.world.moderator());
    let none = people.slash((stage.guild, stage.channel, &moderator), "late", json!({})).await;
    assert!(matches!(none, Err(InteractError::NoAnswer(_))), "{none:?}");
    stage.world.wait_until("the late answer", |world| world.interaction_mistakes().0 == 1).await.unwrap();
    assert_eq!(stage.world.request_counts().by_code.get(&10062), Some(&1));
}
