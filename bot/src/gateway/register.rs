//! Global registration of the commands, only when they changed: Discord limits registrations, and clients reload their menus.

use super::troubles::Troubles;
use crate::command::ids::CommandIds;
use crate::discord::Rest;
use crate::discord::answer::Answer;
use domain::retry::Doubling;
use serde_json::{Map, Value};
use serenity::all::CreateCommand;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between attempts.
const PAUSES: Doubling = Doubling::new(Duration::from_secs(2), Duration::from_secs(300));

/// Registers the commands of this application; retries until that works or `stop` is cancelled.
pub(super) async fn keep_trying(
    rest: Rest,
    application: u64,
    (commands, ids): (Vec<CreateCommand>, CommandIds),
    troubles: Troubles,
    stop: CancellationToken,
) {
    let ours: Vec<Value> = commands.iter().filter_map(|command| serde_json::to_value(command).ok()).collect();
    for attempt in 0.. {
        let Some(outcome) = stop.run_until_cancelled(register(&rest, application, &ours, &stop)).await else { return };
        match outcome {
            Ok((changed, registered)) => {
                troubles.registration(None);
                ids.learn(&registered);
                return match changed {
                    true => tracing::info!(commands = ours.len(), "the slash commands were registered"),
                    false => tracing::debug!("the slash commands are registered as they are"),
                };
            }
            Err(error) => {
                let pause = PAUSES.jittered(attempt);
                tracing::warn!(error, retry_in = ?pause, "the slash commands could not be registered");
                troubles.registration(Some(format!("the slash commands could not be registered: {error}")));
                if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                    return;
                }
            }
        }
    }
}

/// Whether anything had to be changed, and the commands as Discord has them now. Discord's list is read as it comes: a command with an option of a kind that is new is another command.
async fn register(rest: &Rest, application: u64, ours: &[Value], stop: &CancellationToken) -> Result<(bool, Value), String> {
    let ask = rest.commands(application, stop).await.map_err(|failure| failure.to_string())?;
    let registered = match ask {
        Answer { status: 200, body: Some(Value::Array(registered)), .. } => registered,
        answer => return Err(answer.sentence()),
    };
    if normal(ours.to_vec()) == normal(registered.clone()) {
        return Ok((false, Value::Array(registered)));
    }
    let set = rest.set_commands(application, &Value::Array(ours.to_vec()), stop).await.map_err(|failure| failure.to_string())?;
    if (200..300).contains(&set.status) { Ok((true, set.body.unwrap_or_default())) } else { Err(set.sentence()) }
}

/// What we say about commands, in a fixed order and form: Discord adds ids, defaults and nulls.
fn normal(commands: Vec<Value>) -> Vec<Value> {
    let mut commands: Vec<Value> = commands.into_iter().map(|command| part(command, true)).collect();
    commands.sort_by_cached_key(|command| (command["name"].to_string(), command["type"].to_string()));
    commands
}

const COMMAND: [&str; 9] = [
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "default_member_permissions",
    "options",
    "contexts",
    "integration_types",
];
const OPTION: [&str; 14] = [
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "required",
    "choices",
    "options",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "autocomplete",
];

fn part(value: Value, command: bool) -> Value {
    let Value::Object(fields) = value else { return value };
    let known: &[&str] = if command { &COMMAND } else { &OPTION };
    let kept = fields.into_iter().filter(|(key, _)| known.contains(&key.as_str())).filter_map(|(key, value)| {
        let value = match (key.as_str(), value) {
            ("options", Value::Array(options)) => Value::Array(options.into_iter().map(|option| part(option, false)).collect()),
            ("choices", Value::Array(choices)) => Value::Array(choices.into_iter().map(choice).collect()),
            ("contexts" | "integration_types" | "channel_types", Value::Array(mut values)) => {
                values.sort_by_key(Value::to_string);
                Value::Array(values)
            }
            ("min_value" | "max_value", number) => number.as_f64().map_or(Value::Null, Value::from),
            (_, value) => value,
        };
        let empty = match &value {
            Value::Null | Value::Bool(false) => true,
            // Discord says of every command that it is a slash command, unless it is another kind, which has no description.
            Value::Number(kind) if command && key == "type" => kind.as_u64() == Some(1),
            Value::String(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        (!empty).then_some((key, value))
    });
    Value::Object(kept.collect::<Map<_, _>>())
}

fn choice(choice: Value) -> Value {
    let Value::Object(fields) = choice else { return choice };
    Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null() && value.as_object().is_none_or(|map| !map.is_empty())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::limiter::Limiter;

    #[tokio::test]
    async fn a_stop_does_not_wait_for_an_answer_that_never_comes() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap()).parse().unwrap();
        let limiter = Limiter::new(45.0, Duration::from_secs(600));
        let rest = Rest::new(&url, &"token".to_owned().into(), limiter, Duration::from_secs(600)).unwrap();
        let stop = CancellationToken::new();
        let trying = tokio::spawn(keep_trying(rest, 1, (Vec::new(), CommandIds::default()), Troubles::default(), stop.clone()));
        let (_asked, _) = silent.accept().await.unwrap();
        stop.cancel();
        tokio::time::timeout(Duration::from_secs(10), trying).await.expect("it ends with the stop").unwrap();
    }

    #[test]
    fn what_discord_adds_makes_no_other_command() {
        let ours = serde_json::json!({"name": "watch", "description": "d", "options": [{"type": 3, "name": "a", "description": "b"}]});
        let mut theirs = ours.clone();
        theirs["id"] = "1".into();
        theirs["new"] = serde_json::json!({});
        theirs["nsfw"] = false.into();
        theirs["options"][0]["required"] = false.into();
        assert_eq!(normal(vec![ours.clone()]), normal(vec![theirs.clone()]));
        theirs["options"][0]["type"] = 99.into();
        assert_ne!(normal(vec![ours]), normal(vec![theirs]));
    }
}
