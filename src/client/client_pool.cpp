#include "client/client_pool.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace eni::client {

ClientPool::ClientPool(const Session& session, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    auto random = std::make_unique<SystemRandom>();
    AwsClient client = session.client(*random);
    members_.push_back({std::move(random), std::move(client)});
  }
}

void ClientPool::run(const std::vector<Job>& jobs) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto work = [&](AwsClient& client) {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      try {
        jobs[i](client);
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (!thrown) thrown = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(members_.size(), jobs.size()); ++i)
    threads.emplace_back(work, std::ref(members_[i].client));
  work(members_.front().client);
  threads.clear();  // Waits for them.
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace eni::client
