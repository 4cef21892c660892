#pragma once
/// What the handler asks of the world, narrow enough that every fault at every exchange is a row of a table.
#include <string>

#include "aws/sigv4.h"
#include "base/clock.h"
#include "base/result.h"

namespace eni::function {

/// Why an exchange with AWS did not bring what was asked for.
struct Fault {
  enum class Kind {
    kRefused,  ///< the service answered with an error
    kNoReply,  ///< no connection, no answer, or none within the time
    kGarbage,  ///< an answer that is not what the service documents
  };
  Fault() = default;
  /// Code and message come from outside: they are made valid UTF-8 and cut to a length that a log line can take, and
  /// before AWS's echo of a wrongly signed request, which holds the session's token.
  Fault(Kind k, std::string_view c, std::string_view m, int status = 0);

  Kind kind = Kind::kRefused;
  std::string code;  ///< as AWS spells it; empty unless refused
  std::string message;
  int http_status = 0;
};

template <class T>
using Outcome = Result<T, Fault>;

/// Sessions of a role: STS.
class RoleSessions {
 public:
  virtual ~RoleSessions() = default;
  /// Opens the connection ahead of its use.
  virtual void prepare() = 0;
  virtual Outcome<aws::Credentials> assume(const std::string& role_arn, TimePoint deadline) = 0;
};

/// One account setting as ECS reports it.
struct AccountSetting {
  std::string name;
  std::string value;
  std::string principal_arn;
};

/// The account setting awsvpcTrunking of whoever the credentials belong to: ECS.
class AccountSettings {
 public:
  virtual ~AccountSettings() = default;
  /// Opens the connection to the region ahead of its use.
  virtual void prepare(const aws::Region& region) = 0;
  virtual Outcome<AccountSetting> put(const aws::Region& region, const aws::Credentials& as,
                                      const std::string& value, TimePoint deadline) = 0;
  /// The value that counts, be it the principal's own or the account's default.
  virtual Outcome<AccountSetting> effective(const aws::Region& region, const aws::Credentials& as,
                                            TimePoint deadline) = 0;
  /// Removes the principal's own record.
  virtual Outcome<void> remove(const aws::Region& region, const aws::Credentials& as, TimePoint deadline) = 0;
};

}  // namespace eni::function
