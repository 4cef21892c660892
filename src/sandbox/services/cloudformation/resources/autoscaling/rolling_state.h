#pragma once
/// Where a rolling update is: kept in the store, so that it goes on after a restart.
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace eni::sandbox::cloudformation {

struct RollingState {
  /// kNone: not begun. The others are in the order of a batch.
  enum class Stage : std::uint8_t { kNone, kGrow, kAwait, kSignals, kPause, kChoose, kTerminate };

  Stage stage = Stage::kNone;
  std::vector<std::string> obsolete;  ///< those that are still to be replaced
  int total = 0;                      ///< how many there were
  int replaced = 0;
  int min_size = 0;  ///< as the template has it
  int desired = 0;
  int size = 0;  ///< both, for the time of the update
  int batch_size = 0;
  std::vector<std::string> known;      ///< instances that are no new ones of the batch
  std::vector<std::string> batch;      ///< those that are being terminated
  int surplus = 0;                     ///< how many of them are not replaced
  int expected = 0;                    ///< how many new ones the batch brings
  std::vector<std::string> fresh;      ///< the new ones
  std::vector<std::string> all_fresh;  ///< those of all batches
  std::vector<std::string> missed;     ///< those whose signals have not come in time, and count no more
  std::string known_activity;          ///< the group's newest scaling activity before the stage
  std::int64_t until = 0;              ///< end of waiting, in milliseconds
  std::vector<std::string> suspended;  ///< processes that the update has suspended

  json::object to_json() const;
  static RollingState from_json(const json::object& object);
};

}  // namespace eni::sandbox::cloudformation
