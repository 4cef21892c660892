#pragma once
/// Many calls of AWS side by side.
#include <functional>
#include <memory>
#include <vector>

#include "client/session.h"

namespace eni::client {

/// Some clients of one session, each for a thread of its own.
class ClientPool {
 public:
  using Job = std::function<void(AwsClient&)>;

  /// @param size  at least 1: that many jobs run at a time
  ClientPool(const Session& session, std::size_t size);

  /// Runs all of them, in no order that could be relied on, and returns when the last has ended. What a job throws is thrown here,
  /// after the others.
  void run(const std::vector<Job>& jobs);

 private:
  struct Member {
    std::unique_ptr<Random> random;  // Those of a session are for one thread.
    AwsClient client;
  };
  std::vector<Member> members_;
};

}  // namespace eni::client
