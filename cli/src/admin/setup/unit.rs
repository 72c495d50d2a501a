//! The systemd unit that comes with the program.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// Where systemd looks for units of this machine.
pub const UNITS: &str = "/etc/systemd/system";
/// Its name there.
pub const NAME: &str = "deviantcord.service";
/// Where the service that it starts keeps its data.
pub const DATA: &str = "/var/lib/deviantcord/data";
/// What the unit hides from the service (`ProtectHome`).
const HIDDEN: [&str; 3] = ["/home", "/root", "/run/user"];
const UNIT: &str = include_str!("../../../../deploy/deviantcord.service");

/// The unit for a program and a configuration file in these places.
#[must_use]
pub fn text(program: &Path, config: &Path) -> String {
    let program = format!("ExecStart={}", program.display());
    let config = format!("LoadCredential=deviantcord.toml:{}", config.display());
    UNIT.replace("ExecStart=/usr/local/bin/deviantcord", &program)
        .replace("LoadCredential=deviantcord.toml:/etc/deviantcord/deviantcord.toml", &config)
}

/// Whether the unit can start this program from where it is.
///
/// # Errors
/// When it cannot; says what to do.
pub fn check() -> Result<()> {
    startable(&program()?)
}

fn program() -> Result<PathBuf> {
    std::env::current_exe().context("this program does not know where it is")
}

fn startable(program: &Path) -> Result<()> {
    if let Some(hidden) = HIDDEN.iter().find(|hidden| program.starts_with(hidden)) {
        bail!(
            "the unit hides {hidden} from the service, so it cannot start {}; install the program with `just install`, as root, which puts it into /usr/local/bin with its unit",
            program.display()
        );
    }
    Ok(())
}

/// Writes the unit into this directory.
///
/// # Errors
/// When it cannot be written, or could not start this program.
pub fn write(dir: &Path, config: &Path) -> Result<()> {
    let program = program()?;
    startable(&program)?;
    let config = std::path::absolute(config)?;
    let path = dir.join(NAME);
    std::fs::write(&path, text(&program, &config)).with_context(|| format!("{} cannot be written; run this as root", path.display()))?;
    println!("{} is written.", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_names_the_program_and_the_file() {
        let said = text(Path::new("/opt/bin/deviantcord"), Path::new("/root/deviantcord.toml"));
        assert!(said.contains("\nExecStart=/opt/bin/deviantcord --config %d/deviantcord.toml run\n"), "{said}");
        assert!(said.contains("\nLoadCredential=deviantcord.toml:/root/deviantcord.toml\n"), "{said}");
        assert!(said.contains("\nStateDirectory=%N\n") && said.contains("\nEnvironment=DEVIANTCORD_DATA_DIR=%S/%N/data\n"), "{said}");
    }

    #[test]
    fn a_program_that_the_unit_hides_is_refused() {
        startable(Path::new("/opt/bin/deviantcord")).unwrap();
        for hidden in ["/home/me/.local/bin/deviantcord", "/root/deviantcord"] {
            assert!(startable(Path::new(hidden)).unwrap_err().to_string().contains("just install"), "{hidden}");
        }
    }
}
