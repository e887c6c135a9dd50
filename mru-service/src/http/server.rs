//! Listens, and answers until it is told to end; then it finishes what it holds.

use std::{collections::BTreeMap, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::header,
    routing::{MethodFilter, MethodRouter},
};
use futures_util::future::{Either, select};
use hyper::{body::Incoming, server::conn::http1, service::Service as _};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulConnection, GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::{
    PAGES, ROUTES,
    gate::{self, Peer},
    pages::{self, PAGE},
    refusal::Refusal,
    route::{Method, Route},
    service::{Service, Settings},
};
use crate::Database;

/// Connections at once; further ones wait to be taken.
const CONNECTIONS: usize = 1_024;

/// How long a connection may take to say what it asks, and may stand idle.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long requests may still take once the service is told to end.
const GRACE: Duration = Duration::from_secs(40);

/// How the service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Everything that it had taken in was answered.
    Nothing,
    /// Some requests took too long, and were not.
    Requests,
}

/// Answers requests until `end` comes; `bound` is told the address that it listens at.
///
/// # Errors
///
/// When it cannot listen there.
pub async fn serve(
    database: &Database,
    settings: &Settings,
    bound: impl FnOnce(SocketAddr),
    end: impl Future<Output = ()>,
) -> io::Result<Left> {
    let listener = TcpListener::bind(settings.listen).await?;
    let service = Arc::new(Service::new(database.clone(), settings));
    let routes = router(&service);
    bound(listener.local_addr()?);
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut end = pin!(end);
    loop {
        // INVARIANT (places): nobody closes the semaphore.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let taken = match select(&mut end, pin!(listener.accept())).await {
            Either::Left(_) => break,
            Either::Right((taken, _)) => taken,
        };
        let Ok((stream, peer)) = taken else {
            // No room for another connection: somebody may go meanwhile.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = connection(stream, peer, &routes);
        let watched = connections.watch(connection);
        tokio::spawn(async move {
            // A connection that broke concerns its client alone.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    service.end();
    let finished = timeout(GRACE, async {
        connections.shutdown().await;
        service.emptied().await;
    });
    Ok(if finished.await.is_ok() { Left::Nothing } else { Left::Requests })
}

/// Speaks HTTP on a connection.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    routes: &Router,
) -> impl GracefulConnection<Error = hyper::Error> + Send + 'static {
    let _ = stream.set_nodelay(true);
    let routes = TowerToHyperService::new(routes.clone());
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        routes.call(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
}

/// The routes of the table, and refusals for everything else.
fn router(service: &Arc<Service>) -> Router {
    let mut paths: BTreeMap<&str, Vec<&'static Route>> = BTreeMap::new();
    for route in ROUTES.iter().chain(&PAGES) {
        paths.entry(route.path).or_default().push(route);
    }
    let mut router = Router::new();
    for (path, routes) in paths {
        router = router.route(path, methods(service, &routes));
    }
    let service = Arc::clone(service);
    router.fallback(move |request: Request| {
        let service = Arc::clone(&service);
        async move {
            // Who looks with a browser gets a page; programs get a problem document.
            let accepted = request.headers().get(header::ACCEPT).and_then(|it| it.to_str().ok());
            if accepted.is_some_and(|it| it.contains("text/html")) {
                pages::refuse(&service, &request, Refusal::NoRoute)
            } else {
                gate::refuse(&service, &request, Refusal::NoRoute)
            }
        }
    })
}

/// The methods of a path.
fn methods(service: &Arc<Service>, routes: &[&'static Route]) -> MethodRouter {
    let mut methods = MethodRouter::new();
    let mut allowed = Vec::new();
    for &route in routes {
        let (filter, names) = match route.method {
            Method::Get => (MethodFilter::GET, "GET, HEAD"),
            Method::Post => (MethodFilter::POST, "POST"),
        };
        allowed.push(names);
        let service = Arc::clone(service);
        let pass = move |request: Request| {
            let service = Arc::clone(&service);
            async move {
                match route.answer {
                    PAGE => pages::pass(service, route, request).await,
                    _ => gate::pass(service, route, request).await,
                }
            }
        };
        methods = methods.on(filter, pass);
    }
    let (service, allowed) = (Arc::clone(service), allowed.join(", "));
    methods.fallback(move |request: Request| {
        let refusal = Refusal::MethodNotAllowed { allowed: allowed.clone() };
        let service = Arc::clone(&service);
        async move { gate::refuse(&service, &request, refusal) }
    })
}
