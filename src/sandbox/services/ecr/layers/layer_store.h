#pragma once
/// The layers of all repositories: their files, the uploads on their way, and what goes because no image has it any more.
///
/// An upload lives in memory and in a file of its own; the end of the process is its end, and clients begin it again. A layer that
/// belongs to no image is kept for an hour after it was pushed or last asked for, for its manifest may be on its way.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256_stream.h"
#include "net/body_receiver.h"
#include "oci/digest.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecr/layers/layer_files.h"
#include "sandbox/store/ecr_layer_repository.h"

namespace eni::sandbox::ecr_service {

/// Source: Amazon ECR User Guide, "Amazon ECR service quotas", "Maximum layer part size", "Maximum layer parts".
inline constexpr std::uint64_t kMaxLayerBytes = std::uint64_t{52'000} * 1024 * 1024;

struct LayerUpload {
  std::string id;
  std::string repository;  ///< ARN
  net::Descriptor file;
  std::uint64_t bytes = 0;
  Sha256Stream hash;
  TimePoint used;
  std::uint64_t last_part_bytes = 0;  ///< of the parts that UploadLayerPart has sent
  bool has_small_part = false;        ///< before the last
  bool is_receiving = false;          ///< a request sends into it just now
  bool is_lost = false;  ///< a write failed or it was cancelled: nothing more can be done with it
};

class LayerStore final : public Component {
 public:
  explicit LayerStore(Environment& env);

  /// Takes away what a former run has left behind.
  void start() override;
  void stop() override;

  /// @error  LimitExceededException: too many at a time; ServerException: the disk
  ApiResult<std::shared_ptr<LayerUpload>> begin_upload(const std::string& repository);
  /// @error  UploadNotFoundException
  ApiResult<std::shared_ptr<LayerUpload>> find_upload(const std::string& repository,
                                                      const std::string& id) const;
  /// @error  ServerException if the disk is full, upon which the upload is lost and its file gone; InvalidLayerPartException if the
  ///         layer would be larger than any may be
  ApiResult<void> append(LayerUpload& upload, std::string_view bytes);
  /// Makes a layer of it, in the transaction of the call. The upload goes once that is committed.
  /// @error  EmptyUploadException, InvalidLayerException (another digest), LayerPartTooSmallException, LayerAlreadyExistsException
  ApiResult<void> complete(LayerUpload& upload, const oci::Digest& digest);
  void cancel(LayerUpload& upload);

  /// The layer of a repository if its bytes are there, too; notes that it is in use.
  std::optional<EcrLayer> find(const std::string& repository, const oci::Digest& digest);
  /// Of a layer that find() found, for reading; none if it has gone meanwhile.
  net::Descriptor open(const EcrLayer& layer) const;
  /// Lets a repository have a layer that another one has.
  void share(const std::string& repository, const EcrLayer& layer);

  /// After the running call has ended: takes away the files among these that no repository has.
  void release(std::vector<std::string> digests);
  /// After the running call has ended: looks for layers that no image has.
  void collect_soon();

 private:
  /// After the running call: nobody's look at a layer fails because the disk is full.
  void note_use_soon(const std::string& repository, const std::string& digest);
  void forget_completed(const std::string& id, const oci::Digest& digest);
  void forget_idle_uploads();
  void collect();
  void remove_files(const std::vector<std::string>& digests);
  void arm(TimePoint when);
  EcrLayerRepository& rows() const { return env_.store.get<EcrLayerRepository>(); }

  Environment& env_;
  LayerFiles files_;
  std::map<std::string, std::shared_ptr<LayerUpload>> uploads_;
  std::optional<Scheduler::TimerId> timer_;
  TimePoint timer_at_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);  ///< guards posted work
};

LayerStore& layer_store(Environment& env);

}  // namespace eni::sandbox::ecr_service
