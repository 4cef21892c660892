/// What `image` tells of a sandbox's answers, and of what is none.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "eni_trunking/run_for_test.h"
#include "net/peer_for_test.h"

namespace eni::command {
namespace {

std::string answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string url_of(const net::Peer& peer) { return "http://127.0.0.1:" + peer.url().port; }

TEST(ImageCommand, PrintsTheSandboxsDocument) {
  const net::Peer peer{{{answer("200 OK", "{\"images\": []}\n")}}};
  const Outcome listed = run_for_test({"image", "list", "--endpoint-url", url_of(peer)});
  EXPECT_EQ(listed.code, 0);
  EXPECT_EQ(listed.out, "{\"images\": []}\n");
}

TEST(ImageCommand, SendsAnArchive) {
  const TestFolder folder;
  std::ofstream{folder.file("web.tar")} << "archive";
  const net::Peer peer{{{answer("200 OK", "{}\n")}}};
  const Outcome loaded = run_for_test(
      {"image", "load", folder.file("web.tar"), "--name", "web:1", "--endpoint-url", url_of(peer)});
  EXPECT_EQ(loaded.code, 0) << loaded.err;
  EXPECT_EQ(loaded.out, "{}\n");
}

TEST(ImageCommand, TellsRefusalsWithWhatToDo) {
  const net::Peer peer{
      {{answer("409 Conflict", R"({"error": "this sandbox runs no containers", "hint": "start it"})")}}};
  const Outcome pruned = run_for_test({"image", "prune", "--endpoint-url", url_of(peer)});
  EXPECT_EQ(pruned.code, 3);
  EXPECT_EQ(pruned.err, "eni-trunking: this sandbox runs no containers\n  start it\n");
}

TEST(ImageCommand, TellsWhatIsNoSandbox) {
  const net::Peer peer{{{answer("404 Not Found", "<html>")}}};
  const Outcome removed = run_for_test({"image", "remove", "web:1", "--endpoint-url", url_of(peer)});
  EXPECT_EQ(removed.code, 3);
  EXPECT_EQ(removed.err, "eni-trunking: 127.0.0.1:" + peer.url().port +
                             " answers 404, and is no sandbox of this version\n"
                             "  start one: eni-trunking sandbox --run auto\n");
}

TEST(ImageCommand, TellsThatNobodyIsThere) {
  std::string url;
  {
    const net::Peer peer{{}};
    url = url_of(peer);
  }
  const Outcome listed = run_for_test({"image", "list", "--endpoint-url", url});
  EXPECT_EQ(listed.code, 4);
  EXPECT_THAT(listed.err, testing::HasSubstr("Connection refused"));
}

TEST(ImageCommand, DoesNotSendImagesToAws) {
  const Outcome listed =
      run_for_test({"image", "list", "--endpoint-url", "https://ecr.eu-central-1.amazonaws.com"});
  EXPECT_EQ(listed.code, 2);
  EXPECT_EQ(listed.err,
            "eni-trunking: ecr.eu-central-1.amazonaws.com is AWS's: this is for a sandbox\n"
            "  give the sandbox's --endpoint-url URL\n");
}

TEST(ImageCommand, TellsWhatCannotBeRead) {
  const TestFolder folder;
  const Outcome loaded = run_for_test({"image", "load", folder.file("none")});
  EXPECT_EQ(loaded.code, 2);
  EXPECT_EQ(loaded.err, "eni-trunking: cannot read " + folder.file("none") + ": No such file or directory\n");
}

}  // namespace
}  // namespace eni::command
