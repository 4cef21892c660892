#pragma once
/// Docker's awslogs driver: lines become events of a stream of CloudWatch Logs.
/// Sources: Docker documentation, "Amazon CloudWatch Logs logging driver"; moby, daemon/logger/awslogs.
#include "sandbox/task_engine/logs/event_queue.h"
#include "sandbox/task_engine/logs/log_driver.h"
#include "sandbox/task_engine/logs/lost_events.h"

namespace eni::sandbox::task_engine {

class AwslogsDriver final : public LogDriver {
 public:
  AwslogsDriver(const LogConfiguration& configuration, const LogOwner& owner, const LogServices& services);

  /// Makes the stream, and the group if that was asked for.
  Task<Result<void>> start() override;
  bool has_room() const override;
  void write(const LogLine& line) override;
  /// What CloudWatch Logs has not taken after kFinishLimit counts as lost, also what is on its way.
  Task<void> finish() override;
  std::uint64_t lost_events() const override { return lost_.total(); }

 private:
  enum class Wake { kEvents, kFinish };
  static constexpr int kAttempts = 5;
  static constexpr Duration kFirstDelay = std::chrono::milliseconds{200};
  static constexpr Duration kLongestDelay = std::chrono::seconds{5};
  static constexpr Duration kFinishLimit = std::chrono::seconds{30};
  /// Of a blocking log: a few batches. Docker's buffers, too, have what waits to become a batch beside them.
  static constexpr std::size_t kMaxBlockingBytes = 4 * EventQueue::kMaxBatchBytes;

  using CreateCall = Task<aws::ApiResult<void>> (LogsApi::*)(LogDestination);
  Task<aws::ApiResult<void>> create(CreateCall call);
  Task<void> keep_sending();
  Task<void> send_all();
  Task<void> wait_for_batch();
  Task<void> send(std::vector<LogEvent> batch);
  /// @param has_thrown  nobody has said that the batch is not to be taken: the store failed, or there is a defect
  Task<aws::ApiResult<void>> put(std::vector<LogEvent> batch, bool& has_thrown);
  void tell_failure(const std::string& what);
  void give_up();
  void tell_room();
  void tell_costly_pattern();

  std::string container_;
  LogConfiguration configuration_;
  LogDestination destination_;
  LogServices services_;
  EventAssembler assembler_;
  EventQueue queue_;
  LostEvents lost_;
  Channel<Wake> wakes_;
  Channel<bool> sent_all_;
  std::uint64_t sending_events_ = 0;  ///< in the batch that is on its way
  std::uint64_t sending_bytes_ = 0;
  bool is_finishing_ = false;
  bool has_given_up_ = false;  ///< what was not sent by then has been counted
  bool has_told_costly_ = false;
  bool has_told_failure_ = false;  ///< since the last batch that was taken
  bool was_full_ = false;
  bool is_woken_ = false;  ///< a wake is on its way, so that no other is needed
  TaskGroup tasks_;        ///< last: it uses the others
};

}  // namespace eni::sandbox::task_engine
