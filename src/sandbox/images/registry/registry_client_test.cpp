/// Pulls from registries that mean well, and from such as do not.
#include "sandbox/images/registry/registry_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/images/test_registry.h"

namespace eni::sandbox::images {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kConfig = R"({"architecture":"amd64","os":"linux"})";

class MemoryTarget final : public BlobTarget {
 public:
  explicit MemoryTarget(oci::Digest digest) : digest_{std::move(digest)} {}
  std::uint64_t bytes() const override { return content.size(); }
  PullResult<void> append(std::string_view piece) override {
    if (content.size() + piece.size() > room) return PullFailure{PullFault::kNoSpace, "full"};
    content += piece;
    return {};
  }
  PullResult<void> restart() override {
    content.clear();
    return {};
  }
  PullResult<void> finish() override {
    if (oci::Digest::of(content) != digest_) return PullFailure{PullFault::kDamaged, "another digest"};
    return {};
  }
  std::string content;
  std::size_t room = 100'000'000;

 private:
  oci::Digest digest_;
};

class RegistryClientTest : public testing::Test {
 protected:
  RegistryClient& client(const std::string& repository_and_tag, const Credentials& credentials = {}) {
    RegistryOptions options;
    options.first_delay = 0ms;
    options.max_attempts = 3;
    client_ = std::make_unique<RegistryClient>(
        loop_, random_, *http_, options, *oci::Reference::parse(registry_.host() + "/" + repository_and_tag),
        credentials);
    return *client_;
  }
  PullResult<FetchedManifest> fetch(const std::string& repository_and_tag,
                                    const Credentials& credentials = {}) {
    return run_on(loop_, client(repository_and_tag, credentials).fetch_manifest({"linux", "amd64"}));
  }
  PullResult<void> fetch_blob(const std::string& bytes, MemoryTarget& target,
                              std::optional<std::uint64_t> said = {}) {
    const oci::Descriptor blob{"x", oci::Digest::of(bytes), said.value_or(bytes.size())};
    return run_on(loop_, client("web:1").fetch_blob(blob, target));
  }
  std::string reason(const PullResult<FetchedManifest>& result) const {
    if (result.has_value()) return "it was pulled";
    return replace_all(ecs_reason(result.error(), *oci::Reference::parse(registry_.host() + "/web:1")),
                       registry_.host(), "HOST");
  }
  /// Every request without it is refused.
  void require(const std::string& authorization, const std::string& challenge) {
    registry_.intercept = [=](const net::Request& request, net::Responder& responder) {
      if (!request.target.starts_with("/v2/") || request.headers.text("Authorization") == authorization)
        return false;
      responder.send({401, {{"WWW-Authenticate", challenge}}, ""});
      return true;
    };
  }

  net::EventLoop loop_;
  TestRegistry registry_{loop_};
  SeededRandom random_;
  std::unique_ptr<net::StreamingClient> http_ = net::StreamingClient::make(loop_, {});
  std::unique_ptr<RegistryClient> client_;
};

TEST_F(RegistryClientTest, FetchesAManifestByItsTag) {
  const std::string digest = registry_.add_image("1", kConfig, {"layer"});
  const auto fetched = fetch("web:1");
  ASSERT_TRUE(fetched.has_value()) << reason(fetched);
  EXPECT_EQ(fetched->digest.text(), digest);
  EXPECT_EQ(fetched->manifest.layers.size(), 1U);
  EXPECT_THAT(registry_.requests, ElementsAre("GET /v2/web/manifests/1"));
}

TEST_F(RegistryClientTest, FetchesAManifestByItsDigest) {
  const std::string digest = registry_.add_image("1", kConfig, {"layer"});
  const auto fetched = fetch("web@" + digest);
  ASSERT_TRUE(fetched.has_value()) << reason(fetched);
  EXPECT_THAT(registry_.requests, ElementsAre("GET /v2/web/manifests/" + digest));
}

TEST_F(RegistryClientTest, ChoosesThePlatformOfAnIndex) {
  const auto of = [&](const std::string& tag, const std::string& architecture) {
    json::object descriptor = TestRegistry::descriptor(oci::kOciManifest, "");
    descriptor["digest"] = registry_.add_image(tag, kConfig + architecture, {"layer of " + architecture});
    descriptor["platform"] = json::object{{"os", "linux"}, {"architecture", architecture}};
    return descriptor;
  };
  const json::object index{{"schemaVersion", 2},
                           {"manifests", json::array{of("a", "arm64"), of("b", "amd64")}}};
  const std::string digest = registry_.add_manifest("1", index, oci::kDockerManifestList);
  const auto fetched = fetch("web:1");
  ASSERT_TRUE(fetched.has_value()) << reason(fetched);
  EXPECT_EQ(fetched->manifest.layers.at(0).digest, oci::Digest::of("layer of amd64"));
  EXPECT_EQ(fetched->resolved.text(), digest);
  const auto none = run_on(loop_, client("web:1").fetch_manifest({"linux", "riscv64"}));
  EXPECT_EQ(reason(none),
            "CannotPullContainerError: image Manifest does not contain descriptor matching platform "
            "'linux/riscv64'");
}

TEST_F(RegistryClientTest, AMissingTagIsNotFound) {
  EXPECT_EQ(reason(fetch("web:1")),
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
            "HOST/web:1: HOST/web:1: not found");
}

TEST_F(RegistryClientTest, LogsInWithAPassword) {
  registry_.add_image("1", kConfig, {});
  require("Basic " + base64_encode("me:secret"), "Basic realm=\"x\"");
  EXPECT_TRUE(fetch("web:1", {"me", "secret"}).has_value());
  EXPECT_EQ(reason(fetch("web:1", {"me", "wrong"})),
            "CannotPullContainerError: Error response from daemon: Get \"https://HOST/v2/\": unauthorized: "
            "incorrect username or password");
  EXPECT_EQ(
      reason(fetch("web:1")),
      "CannotPullContainerError: The task can\u2019t pull the image. Check whether the image exists. Error "
      "response from daemon: pull access denied for HOST/web, repository does not exist or may require "
      "'docker login': denied: no basic auth credentials");
}

TEST_F(RegistryClientTest, FetchesATokenForAnybody) {
  registry_.add_image("1", kConfig, {});
  TestRegistry tokens{loop_};
  tokens.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({200, {}, R"({"access_token":"t0ken"})"});
    return true;
  };
  require("Bearer t0ken", "Bearer realm=\"http://" + tokens.host() +
                              "/token?a=b\",service=\"reg\",scope=\"repository:web:pull\"");
  EXPECT_TRUE(fetch("web:1").has_value());
  EXPECT_THAT(tokens.requests, ElementsAre("GET /token?a=b&scope=repository%3Aweb%3Apull&service=reg"));
}

TEST_F(RegistryClientTest, FetchesATokenForALogin) {
  registry_.add_image("1", kConfig, {});
  TestRegistry tokens{loop_};
  tokens.intercept = [](const net::Request& request, net::Responder& responder) {
    const bool good = request.headers.text("Authorization") == "Basic " + base64_encode("me:secret");
    responder.send(good ? net::Response{200, {}, R"({"token":"t"})"} : net::Response{401, {}, ""});
    return true;
  };
  require("Bearer t", "Bearer realm=\"http://" + tokens.host() + "/\"");
  EXPECT_TRUE(fetch("web:1", {"me", "secret"}).has_value());
  EXPECT_THAT(reason(fetch("web:1", {"me", "wrong"})),
              EndsWith("unauthorized: incorrect username or password"));
  EXPECT_THAT(reason(fetch("web:1")), EndsWith("denied: requested access to the resource is denied"));
}

TEST_F(RegistryClientTest, ATokenThatDoesNotSufficeIsNoWrongPassword) {
  registry_.add_image("1", kConfig, {});
  registry_.intercept = [&](const net::Request& request, net::Responder& responder) {
    if (request.target.starts_with("/token"))
      responder.send({200, {}, R"({"token":"little"})"});
    else
      responder.send(
          {401, {{"WWW-Authenticate", "Bearer realm=\"http://" + registry_.host() + "/token\""}}, ""});
    return true;
  };
  const auto fetched = fetch("web:1", {"me", "secret"});
  EXPECT_THAT(reason(fetched), EndsWith("denied: requested access to the resource is denied"));
  EXPECT_EQ(registry_.requests.size(), 3U);
}

TEST_F(RegistryClientTest, ARealmWithoutTlsElsewhereGetsNoPassword) {
  require("Bearer t", "Bearer realm=\"http://192.0.2.1/token\"");
  EXPECT_THAT(reason(fetch("web:1", {"me", "secret"})),
              EndsWith("127.0.0.1 leads to http://192.0.2.1, which is not protected by TLS"));
}

TEST_F(RegistryClientTest, TokensThatWouldBreakOutOfTheirHeaderAreRefused) {
  registry_.intercept = [&](const net::Request& request, net::Responder& responder) {
    if (request.target.starts_with("/token"))
      responder.send({200, {}, R"({"token":"a\r\nX-Evil: b"})"});
    else
      responder.send(
          {401, {{"WWW-Authenticate", "Bearer realm=\"http://" + registry_.host() + "/token\""}}, ""});
    return true;
  };
  EXPECT_THAT(reason(fetch("web:1")), EndsWith("/token gives no token"));
}

TEST_F(RegistryClientTest, TheLoginDoesNotFollowARedirect) {
  registry_.add_image("1", kConfig, {});
  TestRegistry elsewhere{loop_};
  elsewhere.add_blob("layer");
  registry_.intercept = [&](const net::Request& request, net::Responder& responder) {
    if (request.headers.text("Authorization").empty()) {
      responder.send({401, {{"WWW-Authenticate", "Basic"}}, ""});
    } else {
      responder.send({307, {{"Location", "http://" + elsewhere.host() + request.target}}, ""});
    }
    return true;
  };
  MemoryTarget target{oci::Digest::of("layer")};
  const oci::Descriptor blob{"x", oci::Digest::of("layer"), 5};
  const auto fetched = run_on(loop_, client("web:1", {"me", "secret"}).fetch_blob(blob, target));
  ASSERT_TRUE(fetched.has_value()) << fetched.error().detail;
  EXPECT_EQ(target.content, "layer");
  EXPECT_THAT(elsewhere.requests, ElementsAre("GET /v2/web/blobs/" + oci::Digest::of("layer").text()));
}

TEST_F(RegistryClientTest, RedirectsEnd) {
  registry_.intercept = [](const net::Request& request, net::Responder& responder) {
    responder.send({302, {{"Location", request.target + "x"}}, ""});
    return true;
  };
  EXPECT_THAT(reason(fetch("web:1")), EndsWith("stopped after 10 redirects"));
  EXPECT_EQ(registry_.requests.size(), 11U);
}

TEST_F(RegistryClientTest, OtherAnswersAreSaidWithoutSecrets) {
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({418, {}, ""});
    return true;
  };
  EXPECT_THAT(reason(fetch("web:1")),
              HasSubstr("unexpected status code http://HOST/v2/web/manifests/1: 418"));
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({429, {}, R"({"errors":[{"message":"You have reached your pull rate limit."}]})"});
    return true;
  };
  EXPECT_EQ(reason(fetch("web:1")),
            "CannotPullContainerError: toomanyrequests: You have reached your pull rate limit.");
}

TEST_F(RegistryClientTest, TriesAgainWhatMayPass) {
  registry_.add_image("1", kConfig, {});
  int left = 2;
  registry_.intercept = [&](const net::Request&, net::Responder& responder) {
    if (left-- == 0) return false;
    responder.send({503, {}, ""});
    return true;
  };
  EXPECT_TRUE(fetch("web:1").has_value());
  left = 100;
  EXPECT_THAT(reason(fetch("web:1")), StartsWith("CannotPullContainerError: pull image manifest has been "
                                                 "retried 3 time(s): failed to resolve ref HOST/web:1: "));
}

TEST_F(RegistryClientTest, ARegistryThatIsNotThereIsTheNetworks) {
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.drop();
    return true;
  };
  EXPECT_THAT(
      reason(fetch("web:1")),
      StartsWith("CannotPullContainerError: The task can\u2019t pull the image. Check your network "
                 "configuration. Error response from daemon: Get \"https://HOST/v2/\": no answer from "));
}

TEST_F(RegistryClientTest, ManifestsOfOtherDigestsAreRefused) {
  const std::string digest = registry_.add_image("1", kConfig, {"layer"});
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({200, {{"Content-Type", std::string(oci::kOciManifest)}}, "{}"});
    return true;
  };
  EXPECT_THAT(reason(fetch("web@" + digest)), HasSubstr("unexpected manifest digest sha256:"));
}

TEST_F(RegistryClientTest, ManifestsOfOtherTypesAreRefused) {
  const std::string digest = registry_.add_image("1", kConfig, {"layer"});
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({200, {{"Content-Type", "text/html"}}, "{\"schemaVersion\": 2}"});
    return true;
  };
  EXPECT_THAT(reason(fetch("web:1")), HasSubstr("its media type text/html is not known"));
}

TEST_F(RegistryClientTest, ManifestsBeyondTheirBoundAreNotRead) {
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({200, {}, std::string(oci::kMaxManifestBytes + 1, ' ')});
    return true;
  };
  EXPECT_THAT(reason(fetch("web:1")), HasSubstr("is larger than 4194304 bytes"));
}

TEST_F(RegistryClientTest, ArtifactsAreNoImages) {
  registry_.add_manifest("1", {{"schemaVersion", 2},
                               {"config", TestRegistry::descriptor(oci::kOciEmpty, "{}")},
                               {"layers", json::array{}}});
  EXPECT_THAT(reason(fetch("web:1")),
              HasSubstr("it is no image of a container: its configuration is of type "));
  json::array many;
  for (int i = 0; i < 128; ++i) many.push_back(TestRegistry::descriptor(oci::kDockerLayer, "x"));
  registry_.add_manifest(
      "1",
      {{"schemaVersion", 2}, {"config", TestRegistry::descriptor(oci::kOciConfig, "{}")}, {"layers", many}});
  EXPECT_THAT(reason(fetch("web:1")), HasSubstr("it has 128 layers; at most 127 are taken"));
  registry_.add_manifest("1", {{"schemaVersion", 2},
                               {"config", TestRegistry::descriptor(oci::kOciConfig, "{}")},
                               {"layers", json::array{TestRegistry::descriptor("application/x-evil", "x")}}});
  EXPECT_THAT(reason(fetch("web:1")), HasSubstr("a layer is of type application/x-evil, which is not known"));
}

TEST_F(RegistryClientTest, ABlobGoesOnWhereTheConnectionBroke) {
  const std::string blob(300'000, 'b');
  registry_.add_blob(blob);
  int cuts = 2;
  registry_.intercept = [&](const net::Request& request, net::Responder& responder) {
    if (cuts-- == 2) {
      TestRegistry::send_cut(responder, {200, {}, ""}, blob, 100'000);
      return true;
    }
    EXPECT_TRUE(request.headers.contains("Range"));
    return false;
  };
  MemoryTarget target{oci::Digest::of(blob)};
  ASSERT_TRUE(fetch_blob(blob, target).has_value());
  EXPECT_EQ(target.content, blob);
  EXPECT_THAT(registry_.requests.at(1), HasSubstr(" Range: bytes="));
  EXPECT_THAT(registry_.requests.at(1), Not(HasSubstr("bytes=0-")));
}

TEST_F(RegistryClientTest, ARegistryWithoutRangesBeginsABlobAgain) {
  const std::string blob(300'000, 'b');
  bool is_cut = false;
  registry_.intercept = [&](const net::Request&, net::Responder& responder) {
    if (!std::exchange(is_cut, true))
      TestRegistry::send_cut(responder, {200, {}, ""}, blob, 100'000);
    else
      responder.send({200, {}, blob});
    return true;
  };
  MemoryTarget target{oci::Digest::of(blob)};
  ASSERT_TRUE(fetch_blob(blob, target).has_value());
  EXPECT_EQ(target.content, blob);
}

TEST_F(RegistryClientTest, PartsOfDifferentBlobsAreFetchedOnceMore) {
  const std::string blob(300'000, 'b');
  registry_.add_blob(blob);
  bool is_cut = false;
  registry_.intercept = [&](const net::Request&, net::Responder& responder) {
    if (std::exchange(is_cut, true)) return false;
    TestRegistry::send_cut(responder, {200, {}, ""}, std::string(300'000, 'x'), 100'000);
    return true;
  };
  MemoryTarget target{oci::Digest::of(blob)};
  ASSERT_TRUE(fetch_blob(blob, target).has_value());
  EXPECT_EQ(registry_.requests.size(), 3U);
}

TEST_F(RegistryClientTest, AnotherRangeThanWasAskedForIsNotTaken) {
  const std::string blob(300'000, 'b');
  bool is_cut = false;
  registry_.intercept = [&](const net::Request&, net::Responder& responder) {
    if (!std::exchange(is_cut, true))
      TestRegistry::send_cut(responder, {200, {}, ""}, blob, 100'000);
    else
      responder.send({206, {{"Content-Range", "bytes 7-299999/300000"}}, blob.substr(7)});
    return true;
  };
  MemoryTarget target{oci::Digest::of(blob)};
  const auto fetched = fetch_blob(blob, target);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_EQ(fetched.error().detail, "the registry answers another range than was asked for");
}

/// A manifest may say that a blob has none, of which an earlier pull has brought some.
TEST_F(RegistryClientTest, ABlobSaidToBeEmptyTakesNoBytes) {
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({206, {{"Content-Range", "bytes 5-99/100"}}, std::string(95, 'b')});
    return true;
  };
  MemoryTarget target{oci::Digest::of("")};
  target.content = "begun";
  const auto fetched = fetch_blob("", target);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_LE(target.content.size(), 5U);
  EXPECT_THAT(registry_.requests.at(0), Not(HasSubstr(" Range: ")));
}

TEST_F(RegistryClientTest, BlobsThatAreNotWhatTheManifestSaysAreRefused) {
  registry_.intercept = [](const net::Request&, net::Responder& responder) {
    responder.send({200, {}, "other"});
    return true;
  };
  MemoryTarget same_size{oci::Digest::of("layer")};
  auto fetched = fetch_blob("layer", same_size);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_EQ(fetched.error().fault, PullFault::kDamaged);
  EXPECT_EQ(fetched.error().step, PullStep::kBlobs);
  MemoryTarget smaller{oci::Digest::of("laye")};
  fetched = fetch_blob("laye", smaller);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_THAT(fetched.error().detail, StartsWith("more than the 4 bytes of sha256:"));
  EXPECT_LE(smaller.content.size(), 4U);
  MemoryTarget larger{oci::Digest::of("layers")};
  fetched = fetch_blob("layers", larger);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_EQ(fetched.error().detail, "the registry sent less than it said");
  EXPECT_EQ(fetched.error().attempts, 3);
}

TEST_F(RegistryClientTest, AFullDiskEndsIt) {
  const std::string blob(300'000, 'b');
  registry_.add_blob(blob);
  MemoryTarget target{oci::Digest::of(blob)};
  target.room = 1000;
  const auto fetched = fetch_blob(blob, target);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_EQ(fetched.error().fault, PullFault::kNoSpace);
  EXPECT_EQ(registry_.requests.size(), 1U);
}

TEST_F(RegistryClientTest, AMissingBlobIsSaid) {
  MemoryTarget target{oci::Digest::of("layer")};
  const auto fetched = fetch_blob("layer", target);
  ASSERT_TRUE(fetched.has_error());
  EXPECT_EQ(
      replace_all(ecs_reason(fetched.error(), *oci::Reference::parse(registry_.host() + "/web:1")),
                  registry_.host(), "HOST"),
      "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: "
      "failed open: content at http://HOST/v2/web/blobs/" +
          oci::Digest::of("layer").text() + " not found");
}

TEST_F(RegistryClientTest, ARegistryMayBeElsewhereThanItsNameSays) {
  const std::string name = "000000000000.dkr.ecr.us-east-1.amazonaws.com";
  std::string seen;
  registry_.add_image("1", kConfig, {});
  registry_.intercept = [&](const net::Request& request, net::Responder&) {
    seen = request.headers.text("Host");
    return false;
  };
  RegistryOptions options;
  options.endpoints[name] = "http://" + registry_.host();
  RegistryClient ecr{loop_, random_, *http_, options, *oci::Reference::parse(name + "/web:1"), {}};
  EXPECT_TRUE(run_on(loop_, ecr.fetch_manifest({"linux", "amd64"})).has_value());
  EXPECT_EQ(seen, name);
}

TEST_F(RegistryClientTest, ARegistryOnThisMachineIsAskedWithoutAProxyOrALookup) {
  http_ = net::StreamingClient::make(loop_, {.proxies = {.http = "http://proxy.invalid:1"}});
  registry_.add_image("1", kConfig, {});
  std::string seen;
  registry_.intercept = [&](const net::Request& request, net::Responder&) {
    seen = request.headers.text("Host");
    return false;
  };
  EXPECT_TRUE(fetch("web:1").has_value());
  EXPECT_EQ(seen, registry_.host());
  const std::string port = registry_.host().substr(registry_.host().find(':'));
  const std::string name = "000000000000.dkr.ecr.us-east-1.localhost" + port;
  RegistryClient ecr{loop_, random_, *http_, {}, *oci::Reference::parse(name + "/web:1"), {}};
  EXPECT_TRUE(run_on(loop_, ecr.fetch_manifest({"linux", "amd64"})).has_value());
  EXPECT_EQ(seen, name);
}

TEST(EcsReason, OfEcrNamesTheRole) {
  const auto image = *oci::Reference::parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1");
  EXPECT_EQ(
      ecs_reason({PullFault::kDenied, "not authorized to perform: ecr:BatchGetImage"}, image),
      "CannotPullContainerError: The task can\u2019t pull the image. Check that the role has the "
      "permissions to pull images from the registry. Error response from daemon: pull access denied for "
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/web, repository does not exist or may require "
      "'docker login': denied: not authorized to perform: ecr:BatchGetImage");
  EXPECT_EQ(
      ecs_reason({PullFault::kNoSpace, "write /usr/big: no space left on device", PullStep::kUnpack}, image),
      "CannotPullContainerError: failed to register layer: write /usr/big: no space left on device");
}

}  // namespace
}  // namespace eni::sandbox::images
