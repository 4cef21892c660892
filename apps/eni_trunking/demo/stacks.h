#pragma once
/// The demo's stacks: deployed and timed, with what their function said.
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "eni_trunking/stacks/deployment.h"
#include "eni_trunking/stacks/package.h"

namespace eni::command {

/// What Lambda's REPORT line says of a run; NAN: it does not say.
struct RunReport {
  double init_ms = NAN;
  double duration_ms = NAN;
  double memory_mb = NAN;
};

/// A stack's deployment, and what it took.
struct StackOutcome {
  DeployedStack stack;
  double seconds = 0;
  std::vector<StackEvent>
      completed;  ///< events of this deployment that say CREATE_COMPLETE or UPDATE_COMPLETE
  std::string log_group;
  std::vector<std::string> log_lines;  ///< of the function's last run
  RunReport report;
};

/// The template, referring to the uploaded archive.
struct PackagedTemplate {
  std::string body;
  std::string bucket;
  std::string archive;  ///< its file's name
  double megabytes = 0;
};

class DemoStacks {
 public:
  /// @param client  outlives this
  explicit DemoStacks(client::AwsClient& client);

  /// Makes a bucket, uploads the function, and has the template refer to it there.
  client::CallResult<PackagedTemplate> package(Archive archive);
  /// @error  if it ends in anything but CREATE_COMPLETE or UPDATE_COMPLETE
  client::CallResult<StackOutcome> deploy(const Deployment& deployment);

 private:
  client::CallResult<std::string> log_group_of(const DeployedStack& stack);
  client::CallResult<void> read_log(StackOutcome& outcome);

  client::AwsClient& client_;
  Deployer deployer_;
  std::map<std::string, std::size_t> runs_seen_;  ///< by log group
};

}  // namespace eni::command
