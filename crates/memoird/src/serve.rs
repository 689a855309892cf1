//! `memoird serve`.

use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Error, Result, anyhow, bail};
use tokio::net::TcpListener;

use crate::announce::{self, Claim};
use crate::config::Config;
use crate::exit::Exit;
use crate::{logging, open};

/// Serves until a signal, then lets running requests finish; a second signal ends it at once.
/// `accept_data_loss`: also over a database that lacks committed data.
pub async fn run(config: Config, accept_data_loss: bool) -> Result<()> {
    logging::start(&config.log)?;
    let address = open::listen_address(&config.listen).await?;
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => return Err(cannot_listen(&config, address, error)),
    };
    let address = listener.local_addr()?;
    open::make_dir(&config.data_dir)?;
    let mut claim = Claim::take(&config.data_dir)?;
    let store = open::store(&config, accept_data_loss).await?;
    if !address.ip().is_loopback() && !store.any_key().await.map_err(|error| anyhow!("{error}"))? {
        bail!(
            "{address} can be reached by others, and no API key exists yet. Create one first, \
             `memoird keys create`, or listen on 127.0.0.1"
        );
    }
    let engine = open::engine_over(&config, store).await?;
    let url = format!("http://{}", reachable(address));
    claim.announce(&url)?;
    print_first_line(&url)?;
    tracing::info!(%url, data_dir = %config.data_dir.display(), "ready");
    let served = server::serve(engine.clone(), config.server, listener, stopped()).await;
    tracing::info!("stopping");
    engine.shutdown().await;
    drop(claim);
    tracing::info!("stopped");
    served.map_err(|error| anyhow!("{error}"))
}

/// Says why nothing can be heard there. Most often it is our own server that was started before.
fn cannot_listen(config: &Config, address: SocketAddr, error: std::io::Error) -> Error {
    if let Ok(Some(url)) = announce::running(&config.data_dir) {
        let dir = config.data_dir.display();
        return anyhow!("a server already holds {dir}: {url}");
    }
    if error.kind() != std::io::ErrorKind::AddrInUse {
        return anyhow!("cannot listen on {address}: {error}");
    }
    anyhow!(
        "cannot listen on {address}: another program does. Take another port, or any free one: \
         --listen 127.0.0.1:0"
    )
}

/// Whoever started us waits for this line.
fn print_first_line(url: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "memoird listening on {url}")?;
    out.flush()?;
    Ok(())
}

/// An address that a client on this machine can call.
fn reachable(address: SocketAddr) -> SocketAddr {
    let mut reachable = address;
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            reachable.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            reachable.set_ip(Ipv6Addr::LOCALHOST.into());
        }
        _ => {}
    }
    reachable
}

/// Resolves at the first signal to stop. From then on, the next one ends the process at once.
async fn stopped() {
    signal().await;
    tokio::spawn(async {
        signal().await;
        tracing::warn!("stopped at once by a second signal");
        std::process::exit(Exit::Failure as i32);
    });
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::error!("signals cannot be received; end the process with SIGKILL");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_told_can_be_called() {
        fn check(address: &str, expect: &str) {
            let address: SocketAddr = address.parse().unwrap();
            assert_eq!(reachable(address).to_string(), expect);
        }
        check("127.0.0.1:1", "127.0.0.1:1");
        check("0.0.0.0:1", "127.0.0.1:1");
        check("[::]:1", "[::1]:1");
        check("10.0.0.1:1", "10.0.0.1:1");
    }
}
