#pragma once
/// A request's way: authenticate -> find -> fault -> check -> authorize -> run -> reply.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/server.h"
#include "sandbox/gateway/commit_hook.h"
#include "sandbox/gateway/fault.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

/// A path that is no AWS API: the health page, CloudFormation's response URLs, the console.
struct Page {
  std::string_view method;
  std::string_view prefix;  ///< of the path
  std::function<void(Environment&, net::Request, std::shared_ptr<net::Responder>)> serve;
};

class Gateway {
 public:
  /// @param services  the table; outlives the gateway
  explicit Gateway(std::span<const Service* const> services);
  ~Gateway();

  /// Must be called once before anything else.
  void attach(Environment& environment);
  void set_faults(std::vector<FaultRule> rules);
  void add_page(Page page);

  /// What a request whose body has not been read yet is answered, if it would be refused whatever the body is: a foreign
  /// Host or Origin, no signature, a key that nobody has.
  std::optional<net::Response> check_head(const net::Request& head) const;
  /// A request from outside.
  void handle(net::Request&& request, std::shared_ptr<net::Responder> responder);

  /// A call from one service to another, under the principal AWS would use: authorized, run and logged like
  /// one from outside. Params are named as on the wire. The caller gets the exception of a store that fails for a moment
  /// (sqlite::Failure::will_pass), for that is no answer of the service; every other one becomes InternalFailure.
  /// @param on_commit  called before an operation commits that runs in one transaction (RunNow) and has succeeded. What it throws
  ///              undoes the operation. Operations that wait commit on their own: they call it if they make something that its
  ///              caller could not find again otherwise (commit_hook.h).
  Task<ApiResult<Reply>> call(const Principal& principal, const aws::Region& region, std::string_view service,
                              std::string_view operation, json::object params, std::string body = {},
                              CommitHook on_commit = {});

  /// Whether IAM lets `principal` do `action`; the error is AWS's AccessDenied text.
  ApiResult<void> authorize(const Principal& principal, const aws::Region& region, std::string_view action,
                            const Access& access, std::string_view source_ip = "127.0.0.1");

  std::span<const Service* const> services() const;

  /// Tasks that outlive the request that began them: a stack's operation, a function's run. What one throws is logged; one that has to
  /// come to its end all the same is background work (background_work.h).
  void spawn(Task<void> task);
  /// Ends all tasks. After it nothing is handled any more.
  void shut_down();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace eni::sandbox
