#include "net/streaming_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_tasks.h"
#include "net/peer_for_test.h"
#include "net/server.h"

namespace eni::net {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A client on a loop of its own, that asks once.
class StreamingClientTest : public testing::Test {
 protected:
  Result<Response> ask(const Url& url, StreamOptions options) {
    std::optional<Result<Response>> answer;
    TestTasks tasks;
    tasks.spawn(store(url, std::move(options), answer));
    loop_.run();
    return *std::move(answer);
  }
  /// What becomes of the body.
  Result<Response> ask(const Url& url, std::string& body) {
    return ask(url, {[&body](const Response&, std::string_view piece) -> Result<void> {
                 body += piece;
                 return {};
               }});
  }

  EventLoop loop_;
  std::unique_ptr<StreamingClient> client_ = StreamingClient::make(loop_, {});

 private:
  Task<void> store(Url url, StreamOptions options, std::optional<Result<Response>>& answer) {
    Request request;
    request.target = url.target;
    if (options.source) request.method = "PUT";
    auto asking = client_->exchange(url, std::move(request), std::move(options));
    answer = co_await std::move(asking);
    loop_.stop();
  }
};

TEST_F(StreamingClientTest, GivesABodyAwayPieceByPiece) {
  const std::string large(5'000'000, 'x');
  const auto server = Server::listen(loop_, {}, [&](Request&& request, const auto& responder) {
    responder->send({200, {{"X-Target", request.target}}, large});
  });
  std::size_t pieces = 0, bytes = 0;
  const Url url = Url::parse("http://127.0.0.1:" + std::to_string((*server)->port()) + "/a?b").value();
  const auto answer = ask(url, {[&](const Response& head, std::string_view piece) -> Result<void> {
                            EXPECT_EQ(head.headers.text("X-Target"), "/a?b");
                            ++pieces;
                            bytes += piece.size();
                            return {};
                          }});
  ASSERT_TRUE(answer.has_value()) << answer.error();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "");
  EXPECT_EQ(bytes, large.size());
  EXPECT_GT(pieces, 10U);
}

TEST_F(StreamingClientTest, KeepsTheBodiesOfOtherAnswersInMemory) {
  const Peer peer{{{"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"}}};
  std::string body;
  const auto answer = ask(peer.url(), body);
  ASSERT_TRUE(answer.has_value()) << answer.error();
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "none");
  EXPECT_EQ(body, "");
}

TEST_F(StreamingClientTest, ReadsChunksAndWhatEndsWithTheConnection) {
  const Peer chunked{
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"}}};
  EXPECT_EQ(ask(chunked.url(), StreamOptions{})->body, "abc");
  const Peer closing{{{"HTTP/1.1 200 OK\r\n\r\nabc"}}};
  std::string body;
  ASSERT_TRUE(ask(closing.url(), body).has_value());
  EXPECT_EQ(body, "abc");
}

TEST_F(StreamingClientTest, KeepsNoEndlessExtensionOfAChunk) {
  const Peer endless{
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(1024 * 1024, 'a')}}};
  EXPECT_THAT(ask(endless.url(), StreamOptions{}).error().message, HasSubstr("buffer overflow"));
}

TEST_F(StreamingClientTest, GivesAwayWhatCameBeforeTheConnectionBroke) {
  const Peer peer{{{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}}};
  std::string body;
  const auto answer = ask(peer.url(), body);
  ASSERT_TRUE(answer.has_error());
  EXPECT_THAT(answer.error().message, HasSubstr("no answer from 127.0.0.1: "));
  EXPECT_EQ(body, "abc");
}

TEST_F(StreamingClientTest, KeepsNoMoreInMemoryThanItMay) {
  const Peer peer{{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"}}};
  StreamOptions options;
  options.max_body_bytes = 4;
  const auto answer = ask(peer.url(), options);
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().message, "the answer of 127.0.0.1 is larger than 4 bytes");
}

TEST_F(StreamingClientTest, EndsWithTheErrorOfWhoTakesTheBody) {
  const Peer peer{{{"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc"}}};
  const auto answer = ask(peer.url(), {[](const Response&, std::string_view) -> Result<void> {
                            return Error{"no room", ""};
                          }});
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().message, "no room");
}

/// Bodies that are sent piece by piece.
class UploadTest : public StreamingClientTest {
 protected:
  /// @param pieces  of 100 000 bytes
  StreamOptions pieces(int pieces) {
    StreamOptions options;
    options.source = [this, pieces]() -> Result<std::string> {
      if (given_ == pieces) return std::string{};
      ++given_;
      return std::string(100'000, 'x');
    };
    return options;
  }
  static Url url_of(const Server& server) {
    return Url::parse("http://127.0.0.1:" + std::to_string(server.port()) + "/").value();
  }
  int given_ = 0;
};

TEST_F(UploadTest, SendsABodyPieceByPiece) {
  const auto server = Server::listen(loop_, {}, [&](Request&& request, const auto& responder) {
    responder->send({200, {}, request.method + " " + std::to_string(request.body.size())});
  });
  const auto answer = ask(url_of(**server), pieces(30));
  ASSERT_TRUE(answer.has_value()) << answer.error();
  EXPECT_EQ(answer->body, "PUT 3000000");
  EXPECT_EQ(given_, 30);
}

TEST_F(UploadTest, SendsAnEmptyBody) {
  const auto server = Server::listen(loop_, {}, [&](Request&& request, const auto& responder) {
    responder->send({200, {}, std::string(request.headers.text("Transfer-Encoding"))});
  });
  EXPECT_EQ(ask(url_of(**server), pieces(0))->body, "chunked");
}

TEST_F(UploadTest, StopsWhereItIsAnswered) {
  ServerOptions options;
  options.check_head = [](const Request&) { return Response{413, {}, "too much"}; };
  const auto server = Server::listen(loop_, options, [](Request&&, const auto&) {});
  const auto answer = ask(url_of(**server), pieces(1'000'000));
  ASSERT_TRUE(answer.has_value()) << answer.error();
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(answer->body, "too much");
  EXPECT_LT(given_, 1'000'000);
}

TEST_F(UploadTest, EndsWithTheErrorOfWhoGivesTheBody) {
  const auto server = Server::listen(loop_, {}, [](Request&&, const auto&) {});
  StreamOptions options;
  options.source = []() -> Result<std::string> { return Error{"it cannot be read", ""}; };
  const auto answer = ask(url_of(**server), std::move(options));
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().message, "it cannot be read");
}

TEST_F(StreamingClientTest, DoesNotWaitForAPeerThatFallsSilent) {
  const Peer silent{{{""}}};
  StreamOptions options;
  options.max_silence = 30ms;
  const auto answer = ask(silent.url(), options);
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().message, "no answer from 127.0.0.1 for 0 s");
}

TEST_F(StreamingClientTest, SaysWhatIsInTheWay) {
  std::string port;
  {
    const Peer peer{{}};
    port = peer.url().port;
  }
  const auto answer = ask(Url::parse("http://127.0.0.1:" + port + "/").value(), StreamOptions{});
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().message, "cannot connect to 127.0.0.1:" + port + ": Connection refused");
}

TEST_F(StreamingClientTest, IsBrokenOffWithItsTask) {
  std::shared_ptr<Responder> waiting;
  const auto server = Server::listen(loop_, {}, [&](Request&&, auto responder) {
    waiting = std::move(responder);
    loop_.stop();
  });
  {
    TestTasks tasks;
    Url url = Url::parse("http://127.0.0.1:" + std::to_string((*server)->port()) + "/").value();
    const auto never = [](StreamingClient& client, Url to) -> Task<void> {
      auto asking = client.exchange(to, {}, {[](const Response&, std::string_view) -> Result<void> {
                                      ADD_FAILURE() << "nobody takes it any more";
                                      return {};
                                    }});
      (void)co_await std::move(asking);
      ADD_FAILURE() << "it ended";
    };
    tasks.spawn(never(*client_, url));
    loop_.run();
  }
  waiting->send({200, {}, "late"});
  loop_.post([this] { loop_.post([this] { loop_.stop(); }); });
  loop_.run();
}

}  // namespace
}  // namespace eni::net
