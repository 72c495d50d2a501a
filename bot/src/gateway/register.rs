//! Global registration of the commands, only when they changed: Discord limits registrations, and clients reload their menus.

use super::error::describe;
use serde_json::{Map, Value};
use serenity::all::{Command, CreateCommand, Http};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between tries, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Registers the commands; tries again until it worked or `stop` is cancelled.
pub(super) async fn keep_trying(http: Arc<Http>, commands: Vec<CreateCommand>, stop: CancellationToken) {
    let mut pause = Duration::from_secs(2);
    loop {
        let Some(outcome) = stop.run_until_cancelled(register(&http, &commands)).await else { return };
        match outcome {
            Ok(true) => return tracing::info!(commands = commands.len(), "the slash commands were registered"),
            Ok(false) => return tracing::debug!("the slash commands are registered as they are"),
            Err(error) => tracing::warn!(error = describe(&error), retry_in = ?pause, "the slash commands could not be registered"),
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            () = stop.cancelled() => return,
        }
    }
}

/// Whether anything had to be changed.
async fn register(http: &Http, commands: &[CreateCommand]) -> serenity::Result<bool> {
    let registered = http.get_global_commands_with_localizations().await?;
    let registered: Vec<Value> = registered.iter().filter_map(|command| serde_json::to_value(command).ok()).collect();
    let ours: Vec<Value> = commands.iter().filter_map(|command| serde_json::to_value(command).ok()).collect();
    if normal(ours) == normal(registered) {
        return Ok(false);
    }
    Command::set_global_commands(http, commands.to_vec()).await?;
    Ok(true)
}

/// What we say about commands, in an order and form of its own: Discord adds ids, defaults and nulls.
fn normal(commands: Vec<Value>) -> Vec<Value> {
    let mut commands: Vec<Value> = commands.into_iter().map(|command| part(command, true)).collect();
    commands.sort_by_cached_key(|command| command["name"].to_string());
    commands
}

const COMMAND: [&str; 8] = [
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
    use serenity::all::{ApplicationId, HttpBuilder};

    #[tokio::test]
    async fn a_stop_does_not_wait_for_an_answer_that_never_comes() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", silent.local_addr().unwrap());
        let http = HttpBuilder::new("token").application_id(ApplicationId::new(1)).proxy(proxy).ratelimiter_disabled(true).build();
        let stop = CancellationToken::new();
        let trying = tokio::spawn(keep_trying(Arc::new(http), Vec::new(), stop.clone()));
        let (_asked, _) = silent.accept().await.unwrap();
        stop.cancel();
        tokio::time::timeout(Duration::from_secs(10), trying).await.expect("it ends with the stop").unwrap();
    }
}
