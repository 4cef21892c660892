#include "sandbox/load_balancers/routing/forwarded_headers.h"

#include <array>
#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr TimePoint kNow{std::chrono::seconds{0x67891233}};

std::string text_of(const net::Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text += std::string(name) + ": " + std::string(value) + "\n";
  return text;
}

std::string forward(const net::Headers& headers, const LoadBalancer& balancer = {},
                    Arrival arrival = {"10.0.0.9", 5555, 80}) {
  SeededRandom random;
  return text_of(forwarded_headers(headers, balancer, arrival, false, kNow, random));
}

const std::string kTraceId = [] {
  SeededRandom random;
  const std::array<std::uint64_t, 2> chance{random.next(), random.next()};
  return "1-67891233-" + hex({reinterpret_cast<const char*>(chance.data()), 12});
}();

TEST(ForwardedHeaders, NameTheClientAndTheRequest) {
  EXPECT_EQ(forward({{"Host", "a.b"}, {"Accept", "*/*"}}),
            "X-Forwarded-For: 10.0.0.9\nX-Forwarded-Proto: http\nX-Forwarded-Port: 80\nHost: a.b\n"
            "X-Amzn-Trace-Id: Root=" +
                kTraceId + "\nAccept: */*\n");
}

TEST(ForwardedHeaders, LeaveOutWhatConcernsTheClientsConnection) {
  const net::Headers headers{{"Host", "a.b"},
                             {"Connection", "keep-alive, X-Own"},
                             {"X-Own", "1"},
                             {"Keep-Alive", "timeout=5"},
                             {"TE", "trailers"},
                             {"Expect", "100-continue"},
                             {"Upgrade", "h2c"},
                             {"Content-Length", "5"},
                             {"X-Forwarded-Port", "1"},
                             {"Connection", "Content-Length"}};
  EXPECT_EQ(forward(headers),
            "X-Forwarded-For: 10.0.0.9\nX-Forwarded-Proto: http\nX-Forwarded-Port: 80\nHost: a.b\n"
            "X-Amzn-Trace-Id: Root=" +
                kTraceId + "\nContent-Length: 5\n");
}

struct Row {
  ForwardedFor mode;
  bool adds_port;
  std::string_view client;
  std::string_view given;
  std::string_view expected;
};

TEST(ForwardedHeaders, ForwardedForIsAppendedPreservedOrRemoved) {
  const Row rows[] = {
      {ForwardedFor::kAppend, false, "10.0.0.9", "", "10.0.0.9"},
      {ForwardedFor::kAppend, false, "10.0.0.9", "1.2.3.4, 5.6.7.8", "1.2.3.4, 5.6.7.8, 10.0.0.9"},
      {ForwardedFor::kAppend, true, "10.0.0.9", "1.2.3.4", "1.2.3.4, 10.0.0.9:5555"},
      {ForwardedFor::kAppend, true, "2001:db8::1", "", "[2001:db8::1]:5555"},
      {ForwardedFor::kPreserve, false, "10.0.0.9", "1.2.3.4", "1.2.3.4"},
      {ForwardedFor::kPreserve, false, "10.0.0.9", "", ""},
      {ForwardedFor::kRemove, false, "10.0.0.9", "1.2.3.4", ""},
  };
  SeededRandom random;
  for (const Row& row : rows) {
    LoadBalancer balancer;
    balancer.forwarded_for = row.mode;
    balancer.adds_client_port = row.adds_port;
    net::Headers headers{{"Host", "a.b"}};
    if (!row.given.empty()) headers.add("x-forwarded-for", row.given);
    const net::Headers out =
        forwarded_headers(headers, balancer, {std::string(row.client), 5555, 80}, false, kNow, random);
    EXPECT_EQ(out.text("X-Forwarded-For"), row.expected);
    EXPECT_EQ(out.contains("X-Forwarded-For"), !row.expected.empty());
  }
}

TEST(ForwardedHeaders, TheHostNamesThePortUnlessItIsTheProtocolsOwn) {
  struct HostRow {
    std::uint16_t port;
    bool preserves;
    bool is_local;
    std::string_view given;
    std::string_view expected;
  };
  const HostRow rows[] = {
      {80, false, false, "a.b:80", "a.b"},     {80, false, false, "[::1]:80", "[::1]"},
      {8080, false, false, "a.b", "a.b:8080"}, {8080, false, false, "a.b:8080", "a.b:8080"},
      {80, true, false, "a.b:80", "a.b:80"},   {80, false, true, "127.0.0.1:3456", "127.0.0.1:3456"},
  };
  SeededRandom random;
  for (const HostRow& row : rows) {
    LoadBalancer balancer;
    balancer.preserves_host = row.preserves;
    const net::Headers out = forwarded_headers(
        {{"Host", row.given}}, balancer, {"10.0.0.9", 5555, row.port, row.is_local}, false, kNow, random);
    EXPECT_EQ(out.text("Host"), row.expected);
  }
}

TEST(ForwardedHeaders, ATraceKeepsItsRoot) {
  const std::pair<std::string_view, std::string> rows[] = {
      {"Root=1-2-3;Sampled=1", "Self=" + kTraceId + ";Root=1-2-3;Sampled=1"},
      {"Self=1-9-9;Root=1-2-3", "Self=" + kTraceId + ";Root=1-2-3"},
      {"Parent=5", "Root=" + kTraceId + ";Parent=5"},
  };
  for (const auto& [given, expected] : rows) {
    SeededRandom random;
    const net::Headers headers{{"X-Amzn-Trace-Id", given}};
    const auto out = forwarded_headers(headers, {}, {"10.0.0.9", 1, 80}, false, kNow, random);
    EXPECT_EQ(out.text("X-Amzn-Trace-Id"), expected);
  }
}

TEST(ForwardedHeaders, InvalidNamesAreDroppedWhereThatIsOn) {
  LoadBalancer balancer;
  EXPECT_NE(forward({{"X_Own", "1"}}, balancer).find("X_Own"), std::string::npos);
  balancer.drops_invalid_headers = true;
  EXPECT_EQ(forward({{"X_Own", "1"}}, balancer).find("X_Own"), std::string::npos);
}

TEST(ForwardedHeaders, AnUpgradeIsTheTargetsToAnswer) {
  SeededRandom random;
  const auto out = forwarded_headers({{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "websocket"}}, {},
                                     {"10.0.0.9", 1, 80}, true, kNow, random);
  EXPECT_EQ(out.text("Connection"), "Upgrade");
  EXPECT_EQ(out.text("Upgrade"), "websocket");
}

TEST(ForwardedHeaders, CountsTheAddressesOfAllItsFields) {
  EXPECT_EQ(count_forwarded_for({}), 0U);
  EXPECT_EQ(count_forwarded_for({{"X-Forwarded-For", "a, b"}, {"x-forwarded-for", "c"}}), 3U);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
