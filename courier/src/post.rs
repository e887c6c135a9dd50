//! Sends a request over HTTPS to an address that was judged, and reads no more of the answer than its
//! status and a little of its body.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, Uri, body::Bytes, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};

use super::is_public;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);

/// How long all of it may take, the answer included.
const WHOLE: Duration = Duration::from_secs(15);

/// The most that is read of an answer, in bytes.
const ANSWER: usize = 64 * 1024;

/// Which targets may be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Targets {
    /// Addresses of the public internet, by HTTPS.
    #[default]
    Public,
    /// Those, and this machine, without encryption too: for tests.
    AlsoLoopback,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
}

/// A request that is to be sent.
#[derive(Clone, Debug)]
pub struct Parcel<'a> {
    /// What is to be done.
    pub method: Method,
    /// Where.
    pub url: &'a str,
    /// Headers besides those of length, type and host.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON that is sent.
    pub body: String,
}

/// Why a request was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostFailure {
    /// The URL cannot be read, has a name or password in it, or is not HTTPS.
    UrlRefused,
    /// A header cannot be sent.
    HeaderRefused,
    /// An address of the name is not one of the public internet.
    AddressRefused,
    /// The name leads to no address.
    NameUnknown,
    /// Nobody answers at the address, or the connection broke.
    Unreachable,
    /// The other end did not prove who it is.
    NotTrusted,
    /// It took too long.
    Silent,
}

/// Sends requests; one serves all.
#[derive(Clone, Default)]
pub struct Courier {
    targets: Targets,
    tls: Arc<OnceLock<TlsConnector>>,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").field("targets", &self.targets).finish_non_exhaustive()
    }
}

impl Courier {
    /// One that reaches some targets.
    pub fn new(targets: Targets) -> Courier {
        Courier { targets, tls: Arc::default() }
    }

    /// Sends a request, and says with which status it was answered.
    ///
    /// # Errors
    ///
    /// [`PostFailure`].
    pub async fn send(&self, parcel: Parcel<'_>) -> Result<u16, PostFailure> {
        timeout(WHOLE, self.sent(parcel)).await.unwrap_or(Err(PostFailure::Silent))
    }

    async fn sent(&self, parcel: Parcel<'_>) -> Result<u16, PostFailure> {
        let target = Target::read(parcel.url, self.targets)?;
        let address = self.address(&target).await?;
        let request = request(&target, parcel)?;
        let connecting = timeout(CONNECTING, TcpStream::connect(address)).await;
        let stream = connecting.map_err(|_| PostFailure::Silent)?;
        let stream = stream.map_err(|_| PostFailure::Unreachable)?;
        if !target.encrypted {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(target.host).map_err(|_| PostFailure::UrlRefused)?;
        let connector = self.tls.get_or_init(connector).clone();
        let secured = connector.connect(name, stream).await;
        exchange(secured.map_err(|_| PostFailure::NotTrusted)?, request).await
    }

    /// The address to connect to: the first of those that the name leads to, when all may be reached.
    async fn address(&self, target: &Target) -> Result<SocketAddr, PostFailure> {
        let found = lookup_host((target.host.as_str(), target.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_| PostFailure::NameUnknown)?.collect();
        let loopback = self.targets == Targets::AlsoLoopback;
        let may = |it: &SocketAddr| is_public(it.ip()) || (loopback && it.ip().is_loopback());
        if !found.iter().all(may) {
            return Err(PostFailure::AddressRefused);
        }
        // Without encryption nothing leaves this machine.
        let may = |it: &SocketAddr| target.encrypted || it.ip().is_loopback();
        if !found.iter().all(may) {
            return Err(PostFailure::UrlRefused);
        }
        found.into_iter().next().ok_or(PostFailure::NameUnknown)
    }
}

/// What trusts the authorities of the system.
fn connector() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// Whether a URL can be asked at all, whatever its name leads to: HTTPS, without a name or password;
/// with `insecure`, HTTP as well.
pub fn is_target(url: &str, insecure: bool) -> bool {
    let targets = if insecure { Targets::AlsoLoopback } else { Targets::Public };
    Target::read(url, targets).is_ok()
}

/// Where a request goes.
struct Target {
    host: String,
    port: u16,
    path: String,
    encrypted: bool,
}

impl Target {
    fn read(url: &str, targets: Targets) -> Result<Target, PostFailure> {
        let uri: Uri = url.parse().map_err(|_| PostFailure::UrlRefused)?;
        let encrypted = uri.scheme_str() == Some("https");
        let may =
            encrypted || (targets == Targets::AlsoLoopback && uri.scheme_str() == Some("http"));
        let authority = uri.authority().filter(|it| may && !it.as_str().contains('@'));
        let authority = authority.ok_or(PostFailure::UrlRefused)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() {
            return Err(PostFailure::UrlRefused);
        }
        let port = authority.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        Ok(Target { host, port, path, encrypted })
    }

    /// The header `Host`.
    fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.encrypted, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

fn request(target: &Target, parcel: Parcel<'_>) -> Result<Request<Full<Bytes>>, PostFailure> {
    let method = match parcel.method {
        Method::Post => hyper::Method::POST,
        Method::Put => hyper::Method::PUT,
    };
    let mut request = Request::builder()
        .method(method)
        .uri(&target.path)
        .header(header::HOST, target.authority())
        .header(header::USER_AGENT, concat!("mru/", env!("CARGO_PKG_VERSION")))
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in parcel.headers {
        request = request.header(name, value);
    }
    request.body(Full::from(parcel.body)).map_err(|_| PostFailure::HeaderRefused)
}

/// Sends a request over a connection, and reads the answer.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<u16, PostFailure> {
    let broken = |_| PostFailure::Unreachable;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let connection = tokio::spawn(connection);
    let answered = sender.send_request(request).await;
    let status = match answered {
        Ok(answer) => {
            let status = answer.status().as_u16();
            // What it says besides is for nobody; who says too much is not heard to the end.
            let _ = Limited::new(answer.into_body(), ANSWER).collect().await;
            Ok(status)
        }
        Err(error) => Err(broken(error)),
    };
    connection.abort();
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_or_refused() {
        let host = |url: &str, targets| Target::read(url, targets).ok().map(|it| it.authority());
        for (url, read) in [
            ("https://hooks.example.com/a?b=c", Some("hooks.example.com")),
            ("https://hooks.example.com:8443/", Some("hooks.example.com:8443")),
            ("https://[2606:4700::1]/", Some("[2606:4700::1]")),
            ("http://hooks.example.com/", None),
            ("https://user:pass@hooks.example.com/", None),
            ("ftp://hooks.example.com/", None),
            ("hooks.example.com", None),
            ("/a", None),
            ("https://", None),
            ("https://a b/", None),
        ] {
            assert_eq!(host(url, Targets::Public).as_deref(), read, "{url}");
        }
        let loopback = host("http://127.0.0.1:9/x", Targets::AlsoLoopback);
        assert_eq!(loopback.as_deref(), Some("127.0.0.1:9"));
    }

    #[test]
    fn names_that_lead_inside_are_refused_however_they_are_written() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            for url in [
                "https://127.0.0.1/",
                "https://localhost/",
                "https://[::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://10.1.2.3/",
                "https://169.254.169.254/latest/meta-data/",
                "https://0x7f.1/",
                "https://2130706433/",
                "https://0177.0.0.1/",
            ] {
                let parcel = Parcel {
                    method: Method::Post,
                    url,
                    headers: Vec::new(),
                    body: String::from("{}"),
                };
                let sent = Courier::new(Targets::Public).send(parcel).await;
                let refused = [PostFailure::AddressRefused, PostFailure::NameUnknown];
                assert!(sent.as_ref().is_err_and(|it| refused.contains(it)), "{url}: {sent:?}");
            }
        });
    }
}
