#include "sandbox/images/store/layer_folders.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "sandbox/images/store/store_files.h"

namespace eni::sandbox::images {
namespace {

constexpr std::size_t kMaxFacts = 4096;

PullFailure at_unpacking(PullFailure failure) {
  failure.step = PullStep::kUnpack;
  return failure;
}

}  // namespace

LayerFolders::LayerFolders(std::string facts, std::string directory, LayerUnpacker& unpacker)
    : facts_{std::move(facts)},
      directory_{std::move(directory)},
      users_{unpacker.users()},
      own_{directory_ + "/" + users_},
      unpacker_{unpacker} {}

std::optional<UnpackedLayer> LayerFolders::read_facts(const oci::Digest& diff_id) const {
  const auto text = read_file(facts_path(diff_id), kMaxFacts);
  const auto facts = text ? parse_json(*text) : Result<json::value>{Error{}};
  if (facts.has_error() || !facts->is_object()) return std::nullopt;
  const json::object& object = facts->get_object();
  if (text_at(object, "users") != users_ || !is_folder(std::string(diff_id.hex()))) return std::nullopt;
  const std::int64_t bytes = integer_at(object, "bytes");
  return UnpackedLayer{bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0, flag_at(object, "hidesAllBelow")};
}

PullResult<void> LayerFolders::write_facts(const oci::Digest& diff_id, const UnpackedLayer& layer) const {
  const json::object facts{
      {"users", users_}, {"bytes", layer.bytes}, {"hidesAllBelow", layer.hides_all_below}};
  return write_private_file(facts_path(diff_id), json::serialize(facts));
}

bool LayerFolders::is_folder(const std::string& name) const {
  struct stat facts {};
  return fstatat(own_folder_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(facts.st_mode);
}

std::string LayerFolders::reached(const std::string& name) const {
  return "/proc/self/fd/" + std::to_string(own_folder_.get()) + "/" + name;
}

PullResult<void> LayerFolders::open_own_folder() {
  // Others pass through the one above, and make nothing there.
  ENI_CHECK(make_folder(directory_, S_IRWXU | S_IXGRP | S_IXOTH));
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  all_users_folder_ = net::Descriptor{open(directory_.c_str(), kFlags)};
  if (!all_users_folder_) return disk_failure(directory_, errno);
  if (mkdirat(all_users_folder_.get(), users_.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return disk_failure(own_, errno);
  own_folder_ = net::Descriptor{openat(all_users_folder_.get(), users_.c_str(), kFlags)};
  if (!own_folder_) return disk_failure(own_, errno);
  return unpacker_.give(own_);
}

PullResult<std::string> LayerFolders::make_new_folder(const oci::Digest& diff_id) {
  // Of a process that was killed there may be one with things in it.
  for (;;) {
    std::string name = ".new-" + std::string(diff_id.hex()) + "-" + std::to_string(++attempts_);
    if (mkdirat(own_folder_.get(), name.c_str(), S_IRWXU) == 0) {
      ENI_CHECK(unpacker_.give(reached(name)));
      return name;
    }
    if (errno != EEXIST) return disk_failure(own_ + "/" + name, errno);
  }
}

PullResult<void> LayerFolders::prepare() {
  ENI_CHECK(open_own_folder());
  for (const std::string& name : names_in(facts_)) {
    const auto diff_id = oci::Digest::parse("sha256:" + name.substr(0, name.find('.')));
    const bool is_facts = diff_id && facts_path(*diff_id) == facts_ + "/" + name;
    const auto facts = is_facts ? read_facts(*diff_id) : std::optional<UnpackedLayer>{};
    if (facts)
      layers_[*diff_id] = *facts;
    else
      unlink((facts_ + "/" + name).c_str());
  }
  return {};
}

Task<void> LayerFolders::sweep() {
  for (const std::string& name : names_in(directory_)) {
    if (name == users_) continue;
    auto removing = unpacker_.remove(directory_ + "/" + name);
    co_await std::move(removing);
    // Its users may take away what is in it.
    unlinkat(all_users_folder_.get(), name.c_str(), AT_REMOVEDIR);
  }
  for (const std::string& name : names_in(reached(""))) {
    const auto diff_id = oci::Digest::parse("sha256:" + name);
    if (diff_id && layers_.contains(*diff_id)) continue;
    auto removing = unpacker_.remove(own_ + "/" + name);
    co_await std::move(removing);
  }
}

const UnpackedLayer* LayerFolders::find(const oci::Digest& diff_id) const {
  const auto found = layers_.find(diff_id);
  return found == layers_.end() ? nullptr : &found->second;
}

Task<PullResult<void>> LayerFolders::unpack(oci::Digest diff_id, int blob,
                                            world::layers::LayerExpectation expectation) {
  auto unfinished = make_new_folder(diff_id);
  if (unfinished.has_error()) co_return at_unpacking(unfinished.error());
  auto unpacking = unpacker_.unpack(blob, own_ + "/" + *unfinished, std::move(expectation));
  const auto unpacked = co_await std::move(unpacking);
  PullResult<void> made;
  if (unpacked) {
    auto clearing = clear(diff_id);
    made = co_await std::move(clearing);
  } else {
    made = unpacked.error();
  }
  // Facts without a folder are nobody's.
  if (made) made = write_facts(diff_id, *unpacked);
  const std::string name{diff_id.hex()};
  if (made && renameat(own_folder_.get(), unfinished->c_str(), own_folder_.get(), name.c_str()) != 0)
    made = disk_failure(path_of(diff_id), errno);
  if (made) {
    layers_[diff_id] = *unpacked;
    co_return PullResult<void>{};
  }
  unlink(facts_path(diff_id).c_str());
  auto removing = unpacker_.remove(own_ + "/" + *unfinished);
  co_await std::move(removing);
  co_return at_unpacking(made.error());
}

Task<PullResult<void>> LayerFolders::clear(oci::Digest diff_id) {
  const std::string name{diff_id.hex()};
  for (;;) {
    const std::string old = ".old-" + name + "-" + std::to_string(++attempts_);
    if (renameat(own_folder_.get(), name.c_str(), own_folder_.get(), old.c_str()) == 0) {
      auto removing = unpacker_.remove(own_ + "/" + old);
      co_await std::move(removing);
      co_return PullResult<void>{};
    }
    if (errno == ENOENT) co_return PullResult<void>{};
    if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR)
      co_return disk_failure(path_of(diff_id), errno);
  }
}

Task<void> LayerFolders::remove(oci::Digest diff_id) {
  if (layers_.erase(diff_id) == 0) co_return;
  // From here on it is not there, however long it takes, and whatever ends this process.
  unlink(facts_path(diff_id).c_str());
  auto clearing = clear(diff_id);
  (void)co_await std::move(clearing);
}

std::vector<oci::Digest> LayerFolders::list() const {
  std::vector<oci::Digest> out;
  for (const auto& [diff_id, facts] : layers_) out.push_back(diff_id);
  return out;
}

std::uint64_t LayerFolders::bytes(const oci::Digest& diff_id) const {
  const UnpackedLayer* layer = find(diff_id);
  return layer ? layer->bytes : 0;
}

}  // namespace eni::sandbox::images
