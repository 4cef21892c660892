#include "sandbox/images/registry/registry_client.h"

#include "base/backoff.h"
#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/images/image_manifest.h"
#include "sandbox/images/registry/challenge.h"
#include "sandbox/images/registry/endpoint.h"

namespace eni::sandbox::images {
namespace {

constexpr int kMaxRedirects = 10;
constexpr int kMaxConnections = 200;  ///< for one blob, however little each brings
constexpr Duration kLongestDelay = std::chrono::seconds{15};
constexpr std::size_t kMaxToken = 64 * 1024;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Without the query, in which presigned URLs have their secrets.
std::string without_query(const net::Url& url) {
  return url.scheme + "://" + url.authority() + excerpt(url.target.substr(0, url.target.find('?')));
}

/// What the registry itself says: the first of its errors.
std::string message_of(const net::Response& response) {
  const auto body = parse_json(response.body);
  if (body.has_error()) return "";
  const json::array& errors = array_at(*body, "errors");
  if (errors.empty()) return "";
  const std::string message = text_at(errors.front(), "message");
  return excerpt(message.empty() ? text_at(errors.front(), "code") : message);
}

PullFailure at_blobs(PullFailure failure) {
  failure.step = PullStep::kBlobs;
  return failure;
}

PullFailure damaged(std::string what) { return {PullFault::kDamaged, std::move(what)}; }

PullResult<void> check_digest(const oci::Digest& wanted, const oci::Digest& found, std::string_view what) {
  if (wanted == found) return {};
  return damaged("unexpected " + std::string(what) + " digest " + found.text() + ", expected " +
                 wanted.text() + ": failed precondition");
}

/// Gives a blob's bytes to its target, as long as they are those that were asked for.
class Download {
 public:
  Download(const oci::Descriptor& blob, BlobTarget& target) : blob_{blob}, target_{target} {}

  bool resumes() const { return resumes_; }
  const std::optional<PullFailure>& failure() const { return failure_; }

  Result<void> take(const net::Response& head, std::string_view piece) {
    PullResult<void> taken;
    if (!has_begun_) taken = begin(head);
    has_begun_ = true;
    if (taken && (target_.bytes() > blob_.bytes || piece.size() > blob_.bytes - target_.bytes()))
      taken = damaged("more than the " + std::to_string(blob_.bytes) + " bytes of " + blob_.digest.text());
    if (taken) taken = target_.append(piece);
    if (taken) return {};
    failure_ = taken.error();
    return Error{failure_->detail, ""};
  }

 private:
  PullResult<void> begin(const net::Response& head) {
    if (head.status == 200) return target_.bytes() == 0 ? PullResult<void>{} : target_.restart();
    resumes_ = target_.bytes() > 0;
    const std::string expected = "bytes " + std::to_string(target_.bytes()) + "-";
    if (resumes_ && head.headers.text("Content-Range").starts_with(expected)) return {};
    ENI_CHECK(target_.restart());
    return PullFailure{PullFault::kRegistry, "the registry answers another range than was asked for",
                       PullStep::kBlobs, 1, true};
  }

  const oci::Descriptor& blob_;
  BlobTarget& target_;
  bool has_begun_ = false;
  bool resumes_ = false;
  std::optional<PullFailure> failure_;
};

net::Headers accepted_manifests() {
  net::Headers headers;
  for (const std::string_view type :
       {oci::kOciManifest, oci::kOciIndex, oci::kDockerManifest, oci::kDockerManifestList})
    headers.add("Accept", type);
  return headers;
}

std::string basic(const Credentials& credentials) {
  return "Basic " + base64_encode(credentials.user + ":" + credentials.password);
}

}  // namespace

RegistryClient::RegistryClient(Scheduler& scheduler, Random& random, net::StreamingClient& http,
                               RegistryOptions options, oci::Reference image, Credentials credentials)
    : scheduler_{scheduler},
      random_{random},
      http_{http},
      options_{std::move(options)},
      image_{std::move(image)},
      credentials_{std::move(credentials)},
      base_{registry_url(image_.registry, options_.endpoints)} {}

std::string RegistryClient::path(std::string_view kind, std::string_view name) const {
  return "/v2/" + image_.repository + "/" + std::string(kind) + "/" + std::string(name);
}

bool RegistryClient::is_own(const net::Url& url) const { return is_same_server(*base_, url); }

void RegistryClient::name_registry(net::Request& request) const {
  if (is_elsewhere(image_.registry, options_.endpoints)) request.headers.set("Host", image_.registry);
}

net::StreamOptions RegistryClient::stream_options() const {
  net::StreamOptions out;
  out.max_silence = options_.max_silence;
  out.max_duration = options_.max_duration;
  return out;
}

PullFailure RegistryClient::refusal(const net::Response& response, const std::string& url) const {
  const std::string said = message_of(response);
  const auto or_else = [&](const char* words) { return said.empty() ? std::string(words) : said; };
  switch (response.status) {
    case 401:
      // A token that was given for a good login, and does not suffice, says nothing against the login.
      if (!credentials_.empty() && !authorization_.starts_with("Bearer "))
        return {PullFault::kCredentials, or_else("incorrect username or password")};
      return {PullFault::kDenied, or_else("requested access to the resource is denied")};
    case 403:
      return {PullFault::kDenied, or_else("requested access to the resource is denied")};
    case 404:
      return {PullFault::kNotFound, "httpReaderSeeker: failed open: content at " + url + " not found"};
    case 429:
      return {PullFault::kThrottled, or_else("Too Many Requests")};
    default:
      break;
  }
  std::string detail = "httpReaderSeeker: failed open: unexpected status code " + url + ": " +
                       std::to_string(response.status) + " " +
                       std::string(net::reason_phrase(response.status));
  return {PullFault::kRegistry, std::move(detail), PullStep::kManifest, 1, response.status >= 500};
}

Task<PullResult<net::Response>> RegistryClient::follow(net::Url url, net::Headers headers,
                                                       net::StreamOptions options) {
  for (int hops = 0; hops <= kMaxRedirects; ++hops) {
    net::Request request;
    request.target = url.target;
    request.headers = headers;
    // The login is the registry's, and nobody's whom it leads to.
    if (is_own(url)) {
      name_registry(request);
      if (!authorization_.empty()) request.headers.set("Authorization", authorization_);
    }
    options.is_direct = is_loopback(url.host);
    auto asking = http_.exchange(url, std::move(request), options);
    auto answer = co_await std::move(asking);
    if (answer.has_error())
      co_return PullFailure{PullFault::kNetwork, answer.error().message, PullStep::kManifest, 1, true};
    if (answer->status == 401 && !is_own(url)) co_return refusal(*answer, without_query(url));
    if (!is_redirect(answer->status)) co_return *std::move(answer);
    auto next = url_of_answer(url, answer->headers.text("Location"));
    if (next.has_error()) co_return PullFailure{PullFault::kRegistry, next.error().message};
    url = *std::move(next);
  }
  co_return PullFailure{PullFault::kRegistry,
                        "stopped after " + std::to_string(kMaxRedirects) + " redirects"};
}

Task<PullResult<void>> RegistryClient::ask_for_token(net::Url realm, std::string service, std::string scope) {
  std::string& target = realm.target;
  target += target.find('?') == std::string::npos ? "?" : "&";
  target += "scope=" + percent_encode(scope);
  if (!service.empty()) target += "&service=" + percent_encode(service);
  if (!credentials_.user.empty()) target += "&account=" + percent_encode(credentials_.user);
  net::Request request;
  request.target = target;
  if (!credentials_.empty()) request.headers.add("Authorization", basic(credentials_));
  if (is_own(realm)) name_registry(request);
  authorization_.clear();
  net::StreamOptions options = stream_options();
  options.is_direct = is_loopback(realm.host);
  auto asking = http_.exchange(realm, std::move(request), std::move(options));
  const auto answer = co_await std::move(asking);
  if (answer.has_error())
    co_return PullFailure{PullFault::kNetwork, answer.error().message, PullStep::kManifest, 1, true};
  // Where it would lead to, the password must not go.
  if (answer->status != 200) co_return refusal(*answer, without_query(realm));
  const auto body = parse_json(answer->body);
  std::string token = body ? text_at(*body, "token") : "";
  if (token.empty() && body) token = text_at(*body, "access_token");
  if (token.empty() || token.size() > kMaxToken || has_control_characters(token))
    co_return PullFailure{PullFault::kRegistry, without_query(realm) + " gives no token"};
  authorization_ = "Bearer " + token;
  co_return PullResult<void>{};
}

Task<PullResult<void>> RegistryClient::authorize(net::Response refused) {
  const auto challenge = choose_challenge(refused.headers);
  if (!challenge) co_return refusal(refused, without_query(*base_));
  if (challenge->scheme == "basic") {
    if (credentials_.empty()) co_return PullFailure{PullFault::kDenied, "no basic auth credentials"};
    std::string login = basic(credentials_);
    if (authorization_ == login) co_return refusal(refused, without_query(*base_));
    authorization_ = std::move(login);
    co_return PullResult<void>{};
  }
  auto realm = url_of_answer(*base_, challenge->text("realm"));
  if (realm.has_error()) co_return PullFailure{PullFault::kRegistry, realm.error().message};
  std::string scope = challenge->text("scope");
  if (scope.empty()) scope = "repository:" + image_.repository + ":pull";
  auto asking = ask_for_token(*std::move(realm), challenge->text("service"), std::move(scope));
  auto asked = co_await std::move(asking);
  co_return asked;
}

Task<PullResult<net::Response>> RegistryClient::get_once(std::string path, net::Headers headers,
                                                         net::StreamOptions options) {
  if (base_.has_error()) co_return PullFailure{PullFault::kNetwork, base_.error().message};
  net::Url url = *base_;
  url.target = std::move(path);
  for (bool is_authorized = false;; is_authorized = true) {
    auto asking = follow(url, headers, options);
    auto answer = co_await std::move(asking);
    if (answer.has_error() || answer->status == 200 || answer->status == 206) co_return answer;
    // A token has a time: one that was good may not be any more.
    if (answer->status != 401 || is_authorized) co_return refusal(*answer, without_query(url));
    auto authorizing = authorize(*std::move(answer));
    ENI_CO_CHECK(co_await std::move(authorizing));
  }
}

Task<PullResult<net::Response>> RegistryClient::get(std::string path, net::Headers headers,
                                                    net::StreamOptions options) {
  Backoff delays{random_, options_.first_delay, kLongestDelay};
  for (int attempt = 1;; ++attempt) {
    auto asking = get_once(path, headers, options);
    auto answer = co_await std::move(asking);
    if (answer.has_value()) co_return answer;
    PullFailure failure = answer.error();
    failure.attempts = attempt;
    if (!failure.is_temporary || attempt >= options_.max_attempts) co_return failure;
    co_await sleep_for(scheduler_, delays.next());
  }
}

Task<PullResult<FetchedManifest>> RegistryClient::fetch_one_manifest(std::string name) {
  net::StreamOptions options = stream_options();
  options.max_body_bytes = oci::kMaxManifestBytes;
  auto asking = get(path("manifests", name), accepted_manifests(), std::move(options));
  ENI_CO_TRY(net::Response answer, co_await std::move(asking));
  const oci::Digest digest = oci::Digest::of(answer.body);
  const auto wanted = oci::Digest::parse(
      oci::looks_like_digest(name) ? std::string_view{name} : answer.headers.text("Docker-Content-Digest"));
  if (wanted) ENI_CO_CHECK(check_digest(*wanted, digest, "manifest"));
  auto manifest = oci::parse_manifest(answer.body, answer.headers.text("Content-Type"));
  if (manifest.has_error()) co_return PullFailure{PullFault::kUnsupported, manifest.error().message};
  co_return FetchedManifest{digest, std::move(answer.body), *std::move(manifest), digest};
}

Task<PullResult<FetchedManifest>> RegistryClient::fetch_manifest(oci::Platform platform) {
  auto asking = fetch_one_manifest(image_.digest ? image_.digest->text() : image_.tag);
  ENI_CO_TRY(FetchedManifest found, co_await std::move(asking));
  if (found.manifest.kind == oci::ManifestKind::kIndex) {
    const oci::Descriptor* chosen = oci::choose_for(platform, found.manifest.manifests);
    if (!chosen) co_return no_platform(platform);
    auto asking_for_one = fetch_one_manifest(chosen->digest.text());
    ENI_CO_TRY(FetchedManifest one, co_await std::move(asking_for_one));
    one.resolved = found.digest;
    found = std::move(one);
  }
  ENI_CO_CHECK(check_image(found.manifest));
  co_return found;
}

Task<PullResult<void>> RegistryClient::try_blob(oci::Descriptor blob, BlobTarget& target) {
  net::Headers headers;
  if (target.bytes() > 0 && target.bytes() >= blob.bytes) ENI_CO_CHECK(target.restart());
  if (target.bytes() > 0) headers.add("Range", "bytes=" + std::to_string(target.bytes()) + "-");
  Download download{blob, target};
  net::StreamOptions options = stream_options();
  options.sink = [&download](const net::Response& head, std::string_view piece) {
    return download.take(head, piece);
  };
  auto asking = get_once(path("blobs", blob.digest.text()), std::move(headers), std::move(options));
  const auto answer = co_await std::move(asking);
  if (download.failure()) co_return *download.failure();
  if (answer.has_error()) co_return answer.error();
  if (target.bytes() < blob.bytes)
    co_return PullFailure{PullFault::kNetwork, "the registry sent less than it said", PullStep::kBlobs, 1,
                          true};
  const auto finished = target.finish();
  if (finished.has_value()) co_return PullResult<void>{};
  PullFailure failure = finished.error();
  // The parts may be of different answers: all of it once more tells.
  if (failure.fault == PullFault::kDamaged && download.resumes()) {
    ENI_CO_CHECK(target.restart());
    failure.is_temporary = true;
  }
  co_return failure;
}

Task<PullResult<void>> RegistryClient::fetch_blob(oci::Descriptor blob, BlobTarget& target) {
  Backoff delays{random_, options_.first_delay, kLongestDelay};
  int attempts = 0;
  for (int connections = 1;; ++connections) {
    const std::uint64_t before = target.bytes();
    auto trying = try_blob(blob, target);
    const auto tried = co_await std::move(trying);
    if (tried.has_value()) co_return PullResult<void>{};
    attempts = target.bytes() > before ? 1 : attempts + 1;
    PullFailure failure = at_blobs(tried.error());
    failure.attempts = attempts;
    if (!failure.is_temporary || attempts >= options_.max_attempts || connections >= kMaxConnections)
      co_return failure;
    co_await sleep_for(scheduler_, delays.next());
  }
}

}  // namespace eni::sandbox::images
