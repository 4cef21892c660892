#include "sandbox/services/ecr/layers/layer_store.h"

#include <system_error>

#include "base/time_text.h"
#include "net/write_all.h"
#include "sandbox/services/ecr/layers/layer_errors.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::chrono::hours kUnusedLayerStays{1};
constexpr std::chrono::hours kIdleUploadStays{24};
constexpr std::chrono::minutes kPauseAfterFailure{1};
constexpr std::size_t kMaxUploads = 1000;
/// A use is noted anew after this long: asking for a layer writes nothing as a rule.
constexpr std::chrono::minutes kUseIsFresh{10};

/// Beside the state file, whose rows say which layers there are; of a state in memory, in the work folder of this run.
std::string layers_directory(Environment& env) {
  sqlite::Statement databases{env.store.database(), "PRAGMA database_list"};
  const std::string file = databases.query().step() ? databases.text(2) : "";
  if (!file.empty()) return file + ".layers";
  const std::string& work = env.settings.work_directory;
  return work.empty() ? "" : work + "/layers";
}

}  // namespace

LayerStore::LayerStore(Environment& env) : env_{env}, files_{layers_directory(env)} {}

void LayerStore::start() {
  files_.remove_uploads();
  for (const oci::Digest& digest : files_.list())
    if (!rows().is_kept(digest.text())) files_.remove(digest);
  collect_soon();
}

void LayerStore::stop() {
  alive_.reset();
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_.reset();
  for (const auto& [id, upload] : uploads_) files_.remove_upload(id);
  uploads_.clear();
}

ApiResult<std::shared_ptr<LayerUpload>> LayerStore::begin_upload(const std::string& repository) {
  forget_idle_uploads();
  if (uploads_.size() >= kMaxUploads) return too_many_uploads();
  auto upload = std::make_shared<LayerUpload>();
  upload->id = env_.random.uuid();
  upload->repository = repository;
  upload->used = env_.scheduler.now();
  auto file = files_.create_upload(upload->id);
  if (file.has_error()) return disk_failure(file.error().message);
  upload->file = *std::move(file);
  uploads_.emplace(upload->id, upload);
  return upload;
}

ApiResult<std::shared_ptr<LayerUpload>> LayerStore::find_upload(const std::string& repository,
                                                                const std::string& id) const {
  const auto found = uploads_.find(id);
  if (found == uploads_.end() || found->second->repository != repository) return upload_not_found(id);
  return found->second;
}

ApiResult<void> LayerStore::append(LayerUpload& upload, std::string_view bytes) {
  if (upload.is_lost) return upload_not_found(upload.id);
  upload.used = env_.scheduler.now();
  if (bytes.size() > kMaxLayerBytes - upload.bytes) {
    cancel(upload);
    return layer_too_large();
  }
  if (const int error = net::write_all(upload.file.get(), bytes); error != 0) {
    cancel(upload);  // What it took of the disk is free again.
    return disk_failure("the layer cannot be written: " + std::generic_category().message(error));
  }
  upload.hash.update(bytes);
  upload.bytes += bytes.size();
  return {};
}

ApiResult<void> LayerStore::complete(LayerUpload& upload, const oci::Digest& digest) {
  if (upload.is_lost) return upload_not_found(upload.id);
  if (upload.bytes == 0) return empty_upload(upload.id);
  if (upload.has_small_part) return part_too_small();
  const oci::Digest actual = oci::Digest::of_hex(upload.hash.hex());
  if (actual != digest) {
    cancel(upload);  // Nobody can make another layer of it.
    return wrong_digest(digest.text(), actual.text());
  }
  const auto known = rows().find(upload.repository, digest.text());
  if (known && files_.open(digest, known->bytes)) {
    note_use_soon(upload.repository, digest.text());
    cancel(upload);
    return layer_exists(digest.text());
  }
  if (auto kept = files_.keep(upload.id, digest); kept.has_error()) return disk_failure(kept.error().message);
  share(upload.repository, {digest.text(), static_cast<std::int64_t>(upload.bytes)});
  env_.scheduler.post([this, alive = std::weak_ptr<int>(alive_), id = upload.id, digest] {
    if (!alive.expired()) forget_completed(id, digest);
  });
  return {};
}

/// If the commit failed, the upload is still there for the client to complete again, which makes the file anew: this one goes.
void LayerStore::forget_completed(const std::string& id, const oci::Digest& digest) {
  if (!rows().is_kept(digest.text())) return files_.remove(digest);
  const auto found = uploads_.find(id);
  if (found != uploads_.end()) cancel(*found->second);
  arm(env_.scheduler.now() + kUnusedLayerStays + Duration{1});
}

void LayerStore::cancel(LayerUpload& upload) {
  upload.is_lost = true;
  upload.file.reset();
  const std::string id = upload.id;  // The upload may go with the entry.
  files_.remove_upload(id);
  uploads_.erase(id);
}

void LayerStore::forget_idle_uploads() {
  std::vector<std::shared_ptr<LayerUpload>> idle;
  for (const auto& [id, upload] : uploads_)
    if (!upload->is_receiving && env_.scheduler.now() - upload->used > kIdleUploadStays)
      idle.push_back(upload);
  for (const auto& upload : idle) cancel(*upload);
}

std::optional<EcrLayer> LayerStore::find(const std::string& repository, const oci::Digest& digest) {
  auto layer = rows().find(repository, digest.text());
  if (!layer || !files_.open(digest, layer->bytes)) return std::nullopt;
  if (epoch_millis(env_.scheduler.now()) - layer->used > std::chrono::milliseconds{kUseIsFresh}.count())
    note_use_soon(repository, digest.text());
  return layer;
}

void LayerStore::note_use_soon(const std::string& repository, const std::string& digest) {
  env_.scheduler.post([this, alive = std::weak_ptr<int>(alive_), repository, digest] {
    if (alive.expired()) return;
    try {
      rows().note_use(repository, digest, epoch_millis(env_.scheduler.now()));
    } catch (const sqlite::Failure& failure) {
      env_.log.warn("the use of a layer is not noted", {{"what", failure.what()}});
    }
  });
}

net::Descriptor LayerStore::open(const EcrLayer& layer) const {
  const auto digest = oci::Digest::parse(layer.digest);
  return digest ? files_.open(*digest, layer.bytes) : net::Descriptor{};
}

void LayerStore::share(const std::string& repository, const EcrLayer& layer) {
  rows().put(repository, {layer.digest, layer.bytes, epoch_millis(env_.scheduler.now())});
}

void LayerStore::release(std::vector<std::string> digests) {
  env_.scheduler.post([this, alive = std::weak_ptr<int>(alive_), gone = std::move(digests)] {
    if (!alive.expired()) remove_files(gone);
  });
}

void LayerStore::remove_files(const std::vector<std::string>& digests) {
  for (const std::string& text : digests) {
    const auto digest = oci::Digest::parse(text);
    if (digest && !rows().is_kept(text)) files_.remove(*digest);
  }
}

void LayerStore::collect_soon() { arm(env_.scheduler.now()); }

void LayerStore::arm(TimePoint when) {
  if (timer_ && timer_at_ <= when) return;
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_at_ = when;
  timer_ = env_.scheduler.call_at(when, [this] {
    timer_.reset();
    collect();
  });
}

void LayerStore::collect() {
  try {
    const TimePoint now = env_.scheduler.now();
    sqlite::Transaction transaction{env_.store.database()};
    const auto gone = rows().remove_unused(epoch_millis(now - kUnusedLayerStays));
    transaction.commit();
    remove_files(gone);
    forget_idle_uploads();
    if (const auto next = rows().first_unused())
      arm(TimePoint{Duration{*next}} + kUnusedLayerStays + Duration{1});
  } catch (const sqlite::Failure& failure) {
    env_.log.warn("unused layers were not removed; this is tried again in a while",
                  {{"what", failure.what()}});
    arm(env_.scheduler.now() + kPauseAfterFailure);
  }
}

LayerStore& layer_store(Environment& env) { return env.component<LayerStore>(); }

}  // namespace eni::sandbox::ecr_service
