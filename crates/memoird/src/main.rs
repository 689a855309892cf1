//! `memoird`: the memory server and its command line.

mod admin;
mod announce;
mod args;
mod backup;
mod beliefs;
mod client;
mod config;
mod demo;
mod examples;
mod exit;
mod forget;
mod groups;
mod heap;
mod jobs;
mod logging;
mod maintenance;
mod memory;
mod minds;
mod open;
mod output;
mod past;
mod serve;
mod signals;
mod transfer;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use args::{Arguments, Command, Common, Data};
use client::Client;
use config::{Config, Flags};
use exit::Exit;

fn main() -> ExitCode {
    heap::bound();
    signals::leave_to_errors();
    let arguments = examples::parsed();
    let as_json = arguments.common.json;
    match start(arguments) {
        Ok(exit) => exit.into(),
        Err(error) => {
            let exit = exit::code_of(&error);
            let told = match as_json {
                true => serde_json::json!({ "error": format!("{error:#}"), "exit": exit as u8 })
                    .to_string(),
                false => format!("memoird: {error:#}"),
            };
            // Where nobody listens the exit code tells it.
            let _ = writeln!(std::io::stderr(), "{told}");
            exit.into()
        }
    }
}

fn start(arguments: Arguments) -> Result<Exit> {
    match &arguments.command {
        Command::Completions { shell } => {
            let mut command = examples::command();
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command, "memoird", &mut script);
            output::bytes(&script)?;
            return Ok(Exit::Ok);
        }
        Command::Config { reference: true } => {
            output::line(config::REFERENCE.trim_end())?;
            return Ok(Exit::Ok);
        }
        _ => {}
    }
    let config = configuration(&arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(run(arguments, config));
    // What still runs in the background has nothing left to save.
    runtime.shutdown_background();
    result
}

fn configuration(arguments: &Arguments) -> Result<Config> {
    let listen = match &arguments.command {
        Command::Serve { listen, .. } => listen.clone(),
        _ => None,
    };
    let Common {
        config, data_dir, ..
    } = &arguments.common;
    let flags = Flags {
        config: config.clone(),
        data_dir: data_dir.clone(),
        listen,
    };
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    config::load(&flags, &environment)
        .map_err(|error| exit::ending(Exit::Usage, format!("{error:#}")))
}

async fn run(arguments: Arguments, config: Config) -> Result<Exit> {
    let Arguments { common, command } = arguments;
    match command {
        Command::Serve {
            accept_data_loss, ..
        } => serve::run(config, accept_data_loss)
            .await
            .map(|()| Exit::Ok),
        Command::Demo => demo::run(&common, &config).await,
        Command::Backup { file } => backup::backup(&common, &config, &file).await,
        Command::Restore { file, replace } => {
            backup::restore(&common, &config, &file, replace).await
        }
        Command::Config { .. } => show_config(&common, &config),
        Command::Completions { .. } => Ok(Exit::Ok),
        Command::Data(data) => {
            let client = Client::connect(&common, &config, data.may_begin()).await?;
            let result = with_client(data, &common, &client).await;
            client.close().await;
            result
        }
    }
}

async fn with_client(data: Data, common: &Common, client: &Client) -> Result<Exit> {
    match data {
        Data::Add(add) => memory::add(common, client, add).await,
        Data::Search(search) => memory::search(common, client, search).await,
        Data::Context(context) => memory::context(common, client, context).await,
        Data::Keys(keys) => admin::keys(common, client, keys).await,
        Data::Lineage { id } => past::lineage(common, client, &id).await,
        Data::Audit(audit) => past::audit(common, client, audit).await,
        Data::Erase(erase) => past::erase(common, client, erase).await,
        Data::Rollback(rollback) => past::rollback(common, client, rollback).await,
        Data::Import { file } => transfer::import(common, client, &file).await,
        Data::Export { file } => {
            let file = file.as_deref().filter(|path| *path != Path::new("-"));
            transfer::export(common, client, file).await
        }
        Data::Beliefs(beliefs) => beliefs::beliefs(common, client, beliefs).await,
        Data::Consolidate(asked) => minds::consolidate(common, client, asked).await,
        Data::Reflect(asked) => minds::reflect(common, client, asked).await,
        Data::Promote(asked) => minds::promote(common, client, asked).await,
        Data::Summarise(asked) => minds::summarise(common, client, asked).await,
        Data::Timeline(asked) => minds::timeline(common, client, asked).await,
        Data::Groups(groups) => groups::groups(common, client, groups).await,
        Data::Forget(forget) => forget::forget(common, client, forget).await,
        Data::Maintenance(command) => maintenance::maintenance(common, client, command).await,
        Data::Jobs(jobs) => jobs::jobs(common, client, jobs).await,
        Data::Stats => admin::stats(common, client).await,
        Data::Check => admin::check(common, client).await,
        Data::Reindex => admin::reindex(common, client).await,
    }
}

fn show_config(common: &Common, config: &Config) -> Result<Exit> {
    if common.json {
        output::json(&serde_json::to_value(config)?)?;
    } else {
        output::line(toml::to_string(config)?.trim_end())?;
    }
    Ok(Exit::Ok)
}
