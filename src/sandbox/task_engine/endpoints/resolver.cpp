#include "sandbox/task_engine/endpoints/resolver.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/task_engine/endpoints/client_shares.h"
#include "sandbox/task_engine/endpoints/dns_answer.h"
#include "sandbox/task_engine/endpoints/local_names.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Event = AwaitableSocket::Event;
using Socket = std::shared_ptr<AwaitableSocket>;

/// Others get their turn after so many.
constexpr int kDatagramsATurn = 64;
constexpr int kConnectionsATurn = 16;
/// A question has a name, and options that are read over.
constexpr std::size_t kMaxQueryBytes = 4096;
/// When there are no descriptors: some will be free again.
constexpr std::chrono::milliseconds kAcceptPause{100};

struct Peer {
  sockaddr_storage address{};
  socklen_t size = sizeof(sockaddr_storage);
};

/// The address without the port.
std::string client_of(const Peer& peer) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address =
      peer.address.ss_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(peer.address).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(peer.address).sin_addr;
  return inet_ntop(peer.address.ss_family, address, text.data(), text.size()) ? text.data() : "";
}

void send_to(int socket, const Peer& peer, const std::string& answer) {
  // What finds no room is lost, as on any wire; the client asks again.
  (void)sendto(socket, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&peer.address), peer.size);
}

/// That somebody else knows the answer to, or its end.
struct Question {
  DnsQuery query;
  std::vector<NameRecord> chain;  ///< that leads to `onward`
  std::string onward;             ///< "" for the question's own name
};

/// Transfers of zones, ANY and mailboxes' types are no questions for a resolver of tasks.
ResponseCode refusal_of(const DnsQuery& query) {
  if (query.problem != ResponseCode::kNoError) return query.problem;
  if (query.record_class != kInternetClass) return ResponseCode::kRefused;
  if (query.type == RecordType::kAny) return ResponseCode::kNotImplemented;
  if (query.type >= RecordType::kIxfr && query.type < RecordType::kAny) return ResponseCode::kRefused;
  if (query.type == RecordType::kOpt) return ResponseCode::kFormatError;
  return ResponseCode::kNoError;
}

class LoopResolver final : public Resolver {
 public:
  LoopResolver(net::EventLoop& loop, NameSource& names, Random& random, TaskGroup::OnException on_defect,
               ResolverOptions options)
      : loop_{loop},
        names_{names},
        patience_{options.connection_patience},
        forwarder_{loop, random, std::move(options.forward)},
        forwards_{options.max_forwards},
        connections_{options.max_connections},
        rates_{loop, options.queries_per_second, options.queries_per_second},
        on_defect_{std::move(on_defect)},
        tasks_{on_defect_} {}

  void serve(net::Descriptor datagrams, net::Descriptor connections) override {
    if (datagrams)
      tasks_.spawn(take_datagrams(std::make_shared<AwaitableSocket>(loop_, std::move(datagrams))));
    if (connections) tasks_.spawn(accept(std::make_shared<AwaitableSocket>(loop_, std::move(connections))));
  }

 private:
  using Share = ClientShares::Share;

  Task<void> take_datagrams(Socket socket) {
    for (;;) {
      auto waiting = socket->wait(Event::kReadable);
      co_await std::move(waiting);
      const auto take = [&] { return take_datagram(socket); };
      for (int count = 0; count < kDatagramsATurn && guarded(take, true); ++count) continue;
    }
  }

  /// Nobody's question ends what answers the others'. @return  what the step gives, or `otherwise` if it throws
  template <class Step>
  bool guarded(Step step, bool otherwise) const {
    try {
      return step();
    } catch (...) {
      on_defect_(std::current_exception());
      return otherwise;
    }
  }

  /// @return  whether there was one
  bool take_datagram(const Socket& socket) {
    std::array<char, kMaxQueryBytes> room;
    Peer peer;
    // Of a longer one MSG_TRUNC says how long.
    const ssize_t size = recvfrom(socket->get(), room.data(), room.size(), MSG_DONTWAIT | MSG_TRUNC,
                                  reinterpret_cast<sockaddr*>(&peer.address), &peer.size);
    if (size < 0) return errno == EINTR;
    if (static_cast<std::size_t>(size) <= room.size())
      answer_datagram(socket, peer, {room.data(), static_cast<std::size_t>(size)});
    return true;
  }

  void answer_datagram(const Socket& socket, const Peer& peer, std::string_view message) {
    const std::string client = client_of(peer);
    if (!rates_.take(client)) return;
    auto query = parse_query(message);
    if (!query) return;
    const std::size_t limit = udp_limit(*query);
    Question question{*std::move(query), {}, {}};
    if (const auto answer = answer_at_once(question, limit)) return send_to(socket->get(), peer, *answer);
    auto share = forwards_.take(client);
    if (!share) return send_to(socket->get(), peer, failure(question.query, limit));
    tasks_.spawn(forward_datagram(socket, peer, std::move(question), *std::move(share)));
  }

  Task<void> forward_datagram(Socket socket, Peer peer, Question question, Share share) {
    const Share held = std::move(share);
    const std::size_t limit = udp_limit(question.query);
    auto asking = ask_others(std::move(question), Transport::kUdp, limit);
    const std::string answer = co_await std::move(asking);
    send_to(socket->get(), peer, answer);
  }

  Task<std::string> ask_others(Question question, Transport transport, std::size_t limit) {
    if (question.onward.empty()) {
      auto asking = forwarder_.ask(std::move(question.query), transport, limit);
      std::string answer = co_await std::move(asking);
      co_return std::move(answer);
    }
    auto onward = query_for(question.query, question.onward);
    if (!onward) co_return failure(question.query, limit);
    auto asking = forwarder_.ask(*std::move(onward), transport, limit);
    const std::string answer = co_await std::move(asking);
    co_return lead_to(answer, question.query, std::move(question.chain), limit);
  }

  Task<void> accept(Socket listener) {
    for (;;) {
      auto waiting = listener->wait(Event::kReadable);
      co_await std::move(waiting);
      const auto accept_all = [&] { return accept_some(listener->get()); };
      if (guarded(accept_all, false)) continue;
      auto pause = sleep_for(loop_, kAcceptPause);
      co_await pause;
    }
  }

  /// @return  whether all is well; not without descriptors
  bool accept_some(int listener) {
    for (int count = 0; count < kConnectionsATurn; ++count) {
      Peer peer;
      net::Descriptor connection{accept4(listener, reinterpret_cast<sockaddr*>(&peer.address), &peer.size,
                                         SOCK_NONBLOCK | SOCK_CLOEXEC)};
      if (!connection)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED;
      const std::string client = client_of(peer);
      if (auto share = connections_.take(client))
        tasks_.spawn(serve_connection(std::move(connection), client, *std::move(share)));
    }
    return true;
  }

  /// One question after the other. Who says nothing, or takes nothing, is left.
  Task<void> serve_connection(net::Descriptor descriptor, std::string client, Share share) {
    const Share held = std::move(share);
    AwaitableSocket connection{loop_, std::move(descriptor)};
    for (;;) {
      auto receiving = receive_message(connection, kMaxQueryBytes, patience_end());
      auto message = co_await std::move(receiving);
      if (!message || !rates_.take(client)) co_return;
      auto answering = answer_message(*std::move(message), client);
      auto answer = co_await std::move(answering);
      if (!answer) co_return;
      auto sending = send_message(connection, *std::move(answer), patience_end());
      if (const bool sent = co_await std::move(sending); !sent) co_return;
    }
  }

  Task<std::optional<std::string>> answer_message(std::string message, std::string client) {
    auto query = parse_query(message);
    if (!query) co_return std::nullopt;
    Question question{*std::move(query), {}, {}};
    auto answer = answer_at_once(question, kMaxTcpBytes);
    if (answer) co_return std::move(answer);
    const auto share = forwards_.take(client);
    if (!share) co_return failure(question.query, kMaxTcpBytes);
    auto asking = ask_others(std::move(question), Transport::kTcp, kMaxTcpBytes);
    std::string forwarded = co_await std::move(asking);
    co_return std::move(forwarded);
  }

  /// Nothing if others are to be asked, then with what leads there.
  std::optional<std::string> answer_at_once(Question& question, std::size_t limit) {
    const DnsQuery& query = question.query;
    if (const ResponseCode refusal = refusal_of(query); refusal != ResponseCode::kNoError)
      return write_response(query, refusal, {}, limit);
    NameLookup lookup;
    try {
      lookup = names_.find(query.name, query.type);
    } catch (
        const std::exception&) {  // Known to the source. Nobody's question ends a program that others need.
      return failure(query, limit);
    }
    std::erase_if(lookup.records, [&](const auto& record) {
      return type_of(record.data) != query.type && type_of(record.data) != RecordType::kCname;
    });
    const std::string& last = lookup.onward.empty() ? query.name : lookup.onward;
    const bool is_elsewhere = lookup.outcome == NameLookup::Outcome::kNotOurs || !lookup.onward.empty();
    if (is_elsewhere && !is_local_name(last)) {
      question.chain = std::move(lookup.records);
      question.onward = std::move(lookup.onward);
      return std::nullopt;
    }
    const bool is_there = !is_elsewhere && lookup.outcome == NameLookup::Outcome::kExists;
    return write_response(query, is_there ? ResponseCode::kNoError : ResponseCode::kNameError, lookup.records,
                          limit);
  }

  static std::string failure(const DnsQuery& query, std::size_t limit) {
    return write_response(query, ResponseCode::kServerFailure, {}, limit);
  }

  SteadyTime patience_end() const { return std::chrono::steady_clock::now() + patience_; }

  net::EventLoop& loop_;
  NameSource& names_;
  std::chrono::seconds patience_;
  DnsForwarder forwarder_;
  ClientShares forwards_;
  ClientShares connections_;
  ClientRates rates_;
  TaskGroup::OnException on_defect_;
  TaskGroup tasks_;  ///< ends first
};

}  // namespace

std::unique_ptr<Resolver> Resolver::make(net::EventLoop& loop, NameSource& names, Random& random,
                                         TaskGroup::OnException on_defect, ResolverOptions options) {
  return std::make_unique<LoopResolver>(loop, names, random, std::move(on_defect), std::move(options));
}

}  // namespace eni::sandbox::task_engine::endpoints
