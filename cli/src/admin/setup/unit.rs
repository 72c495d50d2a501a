//! The systemd unit that comes with the program.

use anyhow::{Context, Result};
use std::path::Path;

/// Where systemd looks for units of this machine.
pub const UNITS: &str = "/etc/systemd/system";
/// Its name there.
pub const NAME: &str = "deviantcord.service";
const UNIT: &str = include_str!("../../../../deploy/deviantcord.service");

/// The unit for a program and a configuration file in these places.
#[must_use]
pub fn text(program: &Path, config: &Path) -> String {
    let program = format!("ExecStart={}", program.display());
    let config = format!("LoadCredential=deviantcord.toml:{}", config.display());
    UNIT.replace("ExecStart=/usr/local/bin/deviantcord", &program)
        .replace("LoadCredential=deviantcord.toml:/etc/deviantcord/deviantcord.toml", &config)
}

/// Writes the unit into this directory.
///
/// # Errors
/// When it cannot be written.
pub fn write(dir: &Path, config: &Path) -> Result<()> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let config = std::path::absolute(config)?;
    let path = dir.join(NAME);
    std::fs::write(&path, text(&program, &config)).with_context(|| format!("{} cannot be written; run this as root", path.display()))?;
    println!("{} is written. Start the service, now and with the machine: systemctl enable --now deviantcord", path.display());
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
    }
}
