#pragma once
/// Which layers Amazon ECR's repositories have. A layer's bytes are a file, one for all repositories that have it; a configuration
/// is kept as a layer, too. Repositories are named by their ARN.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcrLayer {
  std::string digest;
  std::int64_t bytes = 0;
  std::int64_t used = 0;  ///< milliseconds since the epoch
};

class EcrLayerRepository final : public Repository {
 public:
  explicit EcrLayerRepository(sqlite::Database& database);

  std::optional<EcrLayer> find(std::string_view repository, std::string_view digest);
  /// Makes it, or notes that it is in use.
  void put(std::string_view repository, const EcrLayer& layer);
  void note_use(std::string_view repository, std::string_view digest, std::int64_t time);
  void remove_all(std::string_view repository);
  /// Forgets those that belong to no image of their repository and were last used before `time`.
  /// @return  their digests
  std::vector<std::string> remove_unused(std::int64_t time);
  /// When the next of those that belong to no image was last used; nothing if there are none.
  std::optional<std::int64_t> first_unused();
  /// Whether any repository has it.
  bool is_kept(std::string_view digest);
  std::vector<std::string> digests_of(std::string_view repository);

 private:
  sqlite::Statement find_, put_, note_use_, remove_all_, unused_, remove_, first_unused_, any_, digests_;
};

}  // namespace eni::sandbox
