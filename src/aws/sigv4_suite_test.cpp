/// AWS's own Signature Version 4 test suite, stage by stage. Its files are read from where they are found;
/// without them the tests are skipped.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "aws/sigv4.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::aws {
namespace {

namespace fs = std::filesystem;

fs::path suite_folder() {
  const char* shared = std::getenv("ENI_TRUNKING_SHARED");
  const fs::path base = shared ? fs::path(shared) : fs::path(ENI_SOURCE_DIR) / ".." / "shared";
  return base / "vectors" / "sigv4";
}

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// `METHOD TARGET HTTP/1.1`, headers (a line that starts with a space goes on with the one before), an empty
/// line, body.
net::Request parse_request(std::string_view text) {
  net::Request request;
  const auto take_line = [&text] {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
  };
  const std::string_view first = take_line();
  request.method = first.substr(0, first.find(' '));
  request.target = first.substr(first.find(' ') + 1, first.rfind(' ') - first.find(' ') - 1);
  std::vector<std::pair<std::string, std::string>> fields;
  for (auto line = take_line(); !line.empty(); line = take_line()) {
    if (line.front() == ' ') {
      fields.back().second.append("\n").append(line);
    } else {
      fields.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 1));
    }
  }
  for (auto& [name, value] : fields) request.headers.add(name, value);
  request.body = text;
  return request;
}

struct SuiteCase {
  std::string name;
  net::Request request;
  std::string canonical, to_sign, authorization, signed_request;

  /// Of the credentials: one case leaves it out of the request, as signers add it.
  std::string session_token() const {
    return name == "get-vanilla-with-session-token"
               ? std::string(parse_request(signed_request).headers.text("X-Amz-Security-Token"))
               : "";
  }
};

const Credentials kCredentials{
    AccessKeyId{"AKIDEXAMPLE"}, SecretAccessKey{"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, {}};
const CredentialScope kScope{"20150830", Region{"us-east-1"}, "service"};
constexpr const char* kDate = "20150830T123600Z";

std::vector<SuiteCase> load_suite() {
  std::vector<SuiteCase> cases;
  if (!fs::exists(suite_folder())) return cases;
  for (const auto& entry : fs::recursive_directory_iterator(suite_folder())) {
    if (entry.path().extension() != ".req") continue;
    const auto file = [&entry](const char* extension) {
      return read_file(fs::path(entry.path()).replace_extension(extension));
    };
    cases.push_back({entry.path().stem().string(), parse_request(file(".req")), file(".creq"), file(".sts"),
                     file(".authz"), file(".sreq")});
  }
  std::sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return cases;
}

class SigV4Suite : public testing::Test {
 protected:
  void SetUp() override {
    if (suite_.empty()) GTEST_SKIP() << "AWS's SigV4 test suite is not at " << suite_folder();
  }
  const std::vector<SuiteCase> suite_ = load_suite();
};

std::string signed_headers_of(const std::string& canonical) {
  const auto lines = split(canonical, '\n');
  return lines[lines.size() - 2];
}

TEST_F(SigV4Suite, HasItsCases) { EXPECT_EQ(suite_.size(), 34U); }

TEST_F(SigV4Suite, CanonicalRequest) {
  for (auto c : suite_) {
    if (!c.session_token().empty()) c.request.headers.set("X-Amz-Security-Token", c.session_token());
    EXPECT_EQ(canonical_request(c.request, signed_headers_of(c.canonical), hex(sha256(c.request.body)),
                                PathStyle::kNormalized),
              c.canonical)
        << c.name;
  }
}

TEST_F(SigV4Suite, StringToSign) {
  for (const auto& c : suite_) EXPECT_EQ(string_to_sign(kDate, kScope, c.canonical), c.to_sign) << c.name;
}

TEST_F(SigV4Suite, Signature) {
  const std::string key = signing_key(kCredentials.secret_access_key, kScope);
  for (const auto& c : suite_) {
    EXPECT_EQ(signature(key, c.to_sign), c.authorization.substr(c.authorization.size() - 64)) << c.name;
  }
}

/// The session token, if any, is signed as a header of the request; in one case it is added only afterwards.
TEST_F(SigV4Suite, SignedRequest) {
  for (auto c : suite_) {
    const auto time = parse_basic_iso8601(kDate);
    ASSERT_TRUE(time);
    Credentials credentials = kCredentials;
    credentials.session_token.value = c.session_token();
    sign(c.request, credentials, kScope.region, kScope.service, *time);
    EXPECT_EQ(c.request.headers.text("Authorization"), c.authorization) << c.name;
    if (c.name == "get-vanilla-with-session-token")
      continue;  // its .sreq shows the signature of another request
    const auto expected = parse_request(c.signed_request).headers;
    for (const auto& [name, value] : expected) {
      EXPECT_TRUE(c.request.headers.contains(name) || name == "X-Amz-Security-Token")
          << c.name << " " << name;
      if (name == "Authorization") {
        EXPECT_EQ(trim(value), c.request.headers.text(name)) << c.name;
      }
    }
  }
}

TEST_F(SigV4Suite, SignedRequestsVerify) {
  const auto time = parse_basic_iso8601(kDate);
  SigningKeyCache keys;
  for (const auto& c : suite_) {
    if (c.name == "get-vanilla-with-session-token") continue;
    const net::Request request = parse_request(c.signed_request);
    net::Request trimmed = request;
    trimmed.headers.set("Authorization", std::string(trim(request.headers.text("Authorization"))));
    const auto claim = read_claim(trimmed);
    ASSERT_TRUE(claim.has_value() && claim->has_value()) << c.name;
    const auto verified = verify(trimmed, **claim, kCredentials.secret_access_key, *time, keys);
    EXPECT_TRUE(verified.has_value()) << c.name << ": " << verified.error();
  }
}

}  // namespace
}  // namespace eni::aws
