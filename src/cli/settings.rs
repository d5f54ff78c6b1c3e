//! Layers of options to settings, and the thread pool they ask for.

use std::path::Path;

use extract::config::{self, Layer, Options, Origin, Settings};
use extract::diag::Sources;

use super::args::SettingArgs;
use super::exit::Failure;

/// Resolves the settings of this process: flags, then the environment, then the configuration file.
pub fn resolve(args: &SettingArgs, flags: Options) -> Result<Settings, Failure> {
    let environment = config::from_env(|name| std::env::var(name).ok()).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::start(lines.join("\nextract: "))
    })?;
    let mut layers = vec![
        Layer { origin: Origin::Flag, options: flags },
        Layer { origin: Origin::Environment, options: environment },
    ];
    let file = match &args.config {
        Some(file) => Some(file.clone()),
        None if args.no_config => None,
        None => std::env::current_dir().ok().and_then(|folder| config::nearest(&folder)),
    };
    if let Some(file) = file {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Failure::start(format!("cannot read {name}: {error}")))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let options = config::parse(&name, folder, &text).map_err(|faults| {
            let mut sources = Sources::new();
            sources.insert(name, text);
            Failure::Files(faults, Box::new(sources))
        })?;
        layers.push(Layer { origin: Origin::File(file), options });
    }
    Ok(Settings::resolve(&layers))
}

/// Sets the number of threads for the whole process.
pub fn use_threads(settings: &Settings) -> Result<(), Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads.value)
        .build_global()
        .map_err(|error| Failure::start(format!("cannot start threads: {error}")))
}
