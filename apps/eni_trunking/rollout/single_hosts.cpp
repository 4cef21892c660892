#include "eni_trunking/rollout/single_hosts.h"

#include <algorithm>
#include <iterator>
#include <mutex>

#include "client/client_pool.h"
#include "diagnosis/rollout/replacements.h"
#include "eni_trunking/rollout/launch_like.h"

namespace eni::command {

namespace {

constexpr std::size_t kCallsAtATime = 4;

}  // namespace

void read_hindrances(const client::Session& session, const diagnosis::RolloutPlan& plan,
                     diagnosis::Description& description) {
  std::mutex mutex;  // Of the map: all else is only read.
  std::vector<client::ClientPool::Job> jobs;
  for (const diagnosis::RolloutPart& part : plan.parts) {
    if (part.group) continue;
    // Those that are drained have no need of another, unless what was launched for them is gone.
    std::vector<const diagnosis::ContainerInstance*> hosts = part.to_replace;
    const diagnosis::Replacements replacements{description, part};
    std::copy_if(part.draining.begin(), part.draining.end(), std::back_inserter(hosts),
                 [&](const auto* host) { return replacements.is_lacking(*host); });
    for (const diagnosis::ContainerInstance* host : hosts) {
      jobs.push_back([&, id = host->instance_id](client::AwsClient& client) {
        auto like = launch_like(client, description, id);
        std::vector<diagnosis::CopyObstacle> found;
        if (like.has_error())
          found.push_back({"could not be read in full: " + like.error().as_error().message, ""});
        else
          found = std::move(like->copy_obstacles);
        if (found.empty()) return;
        const std::lock_guard lock{mutex};
        description.copy_obstacles[id] = std::move(found);
      });
    }
  }
  if (!jobs.empty()) client::ClientPool{session, kCallsAtATime}.run(jobs);
}

}  // namespace eni::command
