#pragma once
/// The server's side of a connection: one client that is read from, answered, and closed when it is silent for too long.
#include <array>
#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "net/descriptor.h"
#include "net/request_parser.h"
#include "net/response_writer.h"
#include "net/server.h"
#include "net/socket_poller.h"

namespace eni::net {

class ServerConnection;

/// What the server and its connections share; the last of them to go destroys it.
struct ServerConnections {
  ServerConnections(EventLoop& l, ServerOptions o, Handler h)
      : loop{l}, options{std::move(o)}, handler{std::move(h)} {}
  EventLoop& loop;
  ServerOptions options;
  Handler handler;
  std::list<std::shared_ptr<ServerConnection>> connections;  ///< those that are open
  std::size_t held_bytes = 0;                                ///< of bodies that are being received
  ResponseWriter writer;
  SocketPoller poller{loop};
};

/// One client. Reads a request, hands it to the handler, writes the answer, and so on; never two at once.
class ServerConnection final : public SocketPoller::Target,
                               public std::enable_shared_from_this<ServerConnection> {
 public:
  ServerConnection(std::shared_ptr<ServerConnections> shared, Descriptor socket)
      : shared_{std::move(shared)}, socket_{std::move(socket)}, parser_{new_parser()} {}
  ~ServerConnection() { hold(0); }

  /// Begins with the poller's first word.
  void open();
  void ready(SocketPoller::Readiness readiness) override;
  /// @param body  of the response, from a file; none: response.body
  void send(const Response& response, FileRange body = {});
  void close();
  /// Closes it if the client has been silent for too long.
  void close_if_idle(std::chrono::steady_clock::time_point now);

 private:
  using Steady = std::chrono::steady_clock;
  static constexpr std::size_t kReadBytes = 32 * 1024;

  /// Does all that can be done without waiting.
  void advance();
  /// @return  whether there is more to do at once
  bool step();
  bool parse();
  /// The header is there, and more of the body is to come: goes on, or refuses it.
  void take_body();
  void say_continue();
  /// Answers a request that was not read to its end, after which nobody knows where the next one begins.
  void refuse(Response response);
  RequestParser new_parser() const;
  static Response plain_text(int status, const std::string& text);
  /// So many bytes of a body are in memory now for this connection.
  void hold(std::size_t bytes);
  void dispatch();
  bool write();
  bool write_file();
  /// What was to be sent is out.
  void end_answer();
  bool read();
  /// After a failed call. @return  whether to try again at once
  bool fails(bool& ready);
  /// The answer is out and nothing more will be. Closing with unread bytes would reset the connection and
  /// might take the answer with it, so the rest is read and dropped for a while.
  void linger();

  std::shared_ptr<ServerConnections> shared_;
  Descriptor socket_;
  RequestParser parser_;
  std::list<std::shared_ptr<ServerConnection>>::iterator place_;
  std::array<char, kReadBytes> in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::string out_;
  std::size_t written_ = 0;  ///< of `out_`
  FileRange file_;           ///< what is left to send of a body
  Steady::time_point active_ = Steady::now();
  bool readable_ = false;  ///< as far as is known
  bool writable_ = false;
  bool ended_ = false;   ///< the client sends no more
  bool urgent_ = false;  ///< it sent urgent data, at which reads end
  bool advancing_ = false;
  bool continuing_ = false;  ///< the next turn is posted
  bool answering_ = false;   ///< the handler has the request
  bool head_request_ = false;
  bool head_is_checked_ = false;
  std::size_t held_ = 0;  ///< bytes of the body that is being received
  bool close_after_ = false;
  bool lingering_ = false;
};

}  // namespace eni::net
