#pragma once
/// One API call on its way through the sandbox, and what it may use.
#include <functional>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <variant>

#include "aws/api_error.h"
#include "aws/identifiers.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/scheduler.h"
#include "base/task.h"
#include "sandbox/gateway/event.h"
#include "sandbox/gateway/params.h"
#include "sandbox/gateway/principal.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

class Gateway;

using aws::ApiError;
using aws::ApiResult;

/// What an operation answers: a value that is written in the service's protocol, or bytes as they are.
/// In XML: a query reply's maps are {"entry": [{"key": …, "value": …}]}; a REST-XML reply has one member, the
/// root element (none: no body), its arrays repeat their element's name, and a member "@name" is an
/// attribute.
struct Reply {
  json::value value = json::object();  ///< members as on the wire, lists as arrays
  std::string bytes;                   ///< the body itself if `is_bytes`
  bool is_bytes = false;
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;

  // Parentheses: braces would make an array of one element.
  Reply() = default;
  Reply(json::value v)
      : value(std::move(v)) {}  // NOLINT(google-explicit-constructor): `return json::object{…};`
  Reply(json::object v) : value(std::move(v)) {}  // NOLINT(google-explicit-constructor)
  static Reply raw(std::string body, std::string content_type);
};

/// A part of the sandbox that lives as long as it does and is more than rows: Lambda's workers, the stack
/// engine.
class Component {
 public:
  virtual ~Component() = default;
  /// After all components were made: take up what a former run left unfinished.
  virtual void start() {}
  /// Orderly end: kill processes, forget waiters. The loop runs no more after it.
  virtual void stop() {}
  /// Whether the event, by its source, type, account and region, is one that it wants to receive.
  virtual bool hears(const Event& event) const {
    static_cast<void>(event);
    return false;
  }
  /// What another part of the sandbox, or this one, has published, if it hears() it.
  virtual void receive(const Event& event) { static_cast<void>(event); }
};

/// How the sandbox was started: options that services look at.
struct Settings {
  std::string endpoint_url;  ///< where functions reach the sandbox, e.g. "http://127.0.0.1:4566"
  std::chrono::seconds iam_propagation{0};  ///< delay until authorization sees a change of IAM
  enum class Pace { kInstant, kAws } pace = Pace::kInstant;
  bool check_replies = false;      ///< whether an answer that AWS's models do not have is a defect: in tests
  std::string runtimes_directory;  ///< holds nodejs/
  std::string work_directory;      ///< for unpacked functions; private to this run
};

/// What all calls share. Lives as long as the sandbox.
struct Environment {
  Scheduler& scheduler;
  Random& random;
  Logger& log;
  Store& store;
  Gateway& gateway;
  Settings& settings;
  std::unordered_map<std::type_index, std::unique_ptr<Component>> components;

  /// The component of type T. It exists: its service's row made it.
  template <class T>
  T& component() {
    return static_cast<T&>(*components.at(std::type_index(typeid(T))));
  }

  /// Tells all components, soon: after the running call has ended, and with it its transaction. An event says where to
  /// look, not how things are: a call that failed may have published one, and more may have happened since. So receivers
  /// read the store. Nothing is kept over a restart: `Component::start` reads the store as well.
  void publish(Event event);
  /// Whether anybody hears such an event, whose detail need not be there yet: what is published by the thousand and heard by
  /// none is not worth its making.
  bool is_heard(const Event& event) const;
};

/// Whether to authorize a call to another service as its caller, or as done by the sandbox itself.
class Call {
 public:
  Call(Environment& environment, Principal caller, aws::Region call_region, std::string id,
       json::object input)
      : env{environment},
        principal{std::move(caller)},
        region{std::move(call_region)},
        request_id{std::move(id)},
        params{std::move(input)} {}

  Environment& env;
  Principal principal;
  aws::Region region;
  std::string request_id;
  Params params;
  std::string body;  ///< of REST operations whose input is bytes (S3's objects, Lambda's payload)
  std::vector<std::pair<std::string, std::string>> headers;  ///< of REST operations: lower-case names
  std::string source_ip = "127.0.0.1";

  const aws::AccountId& account() const { return principal.account; }
  TimePoint now() const { return env.scheduler.now(); }
  Random& random() const { return env.random; }
  template <class T>
  T& store() const {
    return env.store.get<T>();
  }
  /// The partition that ARNs of this call's region name: "aws".
  std::string_view partition() const;
  /// arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE of this call's region and account.
  std::string arn(std::string_view service, std::string_view resource) const;
  /// The same without a region: IAM.
  std::string global_arn(std::string_view service, std::string_view resource) const;
  std::string_view header(std::string_view lower_case_name) const;

  /// Asks IAM for a further permission on behalf of the caller, e.g. iam:PassRole.
  /// @error  AccessDenied in AWS's words
  ApiResult<void> require(std::string_view action, const std::string& resource,
                          const std::vector<std::pair<std::string, std::string>>& context = {}) const;
};

}  // namespace eni::sandbox
