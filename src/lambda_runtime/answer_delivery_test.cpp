#include "lambda_runtime/answer_delivery.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace eni::lambda_runtime {
namespace {

constexpr int kNoAnswer = 0;

struct Bucket final : AnswerSink {
  void prepare(const std::string&) override {}
  Result<int> put(const std::string&, const std::string& body, TimePoint deadline) override {
    bodies.push_back(body);
    const int status = bodies.size() <= statuses.size() ? statuses[bodies.size() - 1] : statuses.back();
    if (status != kNoAnswer) return status;
    waiter.wait_until(deadline);
    return Error{"no answer from bucket within the time", ""};
  }
  Bucket(VirtualWaiter& w, std::vector<int> s) : waiter{w}, statuses{std::move(s)} {}
  VirtualWaiter& waiter;
  std::vector<int> statuses;
  std::vector<std::string> bodies;
};

struct Row {
  std::vector<int> statuses;  ///< the last one again and again
  bool is_delivered;
  std::size_t min_attempts;
  std::size_t max_attempts;
};

TEST(AnswerDelivery, RetriesWhatCanPassAndNothingElse) {
  const Row rows[] = {
      {{200}, true, 1, 1},
      {{204}, true, 1, 1},
      {{503, 500, 200}, true, 3, 3},
      {{429, 408, 200}, true, 3, 3},
      {{kNoAnswer, 200}, true, 2, 2},
      {{403}, false, 1, 1},
      {{400}, false, 1, 1},
      {{307, 307, 200}, true, 3, 3},
      {{307}, false, 4, 20},
      {{301, 200}, false, 1, 1},
      {{308, 200}, false, 1, 1},
      {{503}, false, 4, 20},
      {{kNoAnswer}, false, 2, 4},
  };
  for (const Row& row : rows) {
    VirtualWaiter waiter;
    SeededRandom random;
    NullLogger log;
    Bucket bucket{waiter, row.statuses};
    const TimePoint deadline = waiter.now() + std::chrono::seconds{15};
    const auto outcome =
        deliver(bucket, waiter, random, log, "https://bucket/?X-Amz-Signature=0", "{}", deadline);
    EXPECT_EQ(outcome.has_value(), row.is_delivered) << row.statuses.front();
    EXPECT_GE(bucket.bodies.size(), row.min_attempts) << row.statuses.front();
    EXPECT_LE(bucket.bodies.size(), row.max_attempts) << row.statuses.front();
    EXPECT_LE(waiter.now(), deadline) << row.statuses.front();
  }
}

}  // namespace
}  // namespace eni::lambda_runtime
