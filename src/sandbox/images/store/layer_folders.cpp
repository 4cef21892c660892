#include "sandbox/images/store/layer_folders.h"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "sandbox/images/store/store_files.h"

namespace eni::sandbox::images {
namespace {

constexpr std::size_t kMaxFacts = 4096;

std::optional<UnpackedLayer> read_facts(const std::string& folder) {
  const auto text = read_file(folder + "/facts.json", kMaxFacts);
  const auto facts = text ? parse_json(*text) : Result<json::value>{Error{}};
  if (facts.has_error() || !facts->is_object()) return std::nullopt;
  struct stat root {};
  if (lstat((folder + "/fs").c_str(), &root) != 0 || !S_ISDIR(root.st_mode)) return std::nullopt;
  const json::object& object = facts->get_object();
  const std::int64_t bytes = integer_at(object, "bytes");
  return UnpackedLayer{bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0, flag_at(object, "hidesAllBelow")};
}

PullResult<void> write_facts(const std::string& folder, const UnpackedLayer& layer) {
  const json::object facts{{"bytes", layer.bytes}, {"hidesAllBelow", layer.hides_all_below}};
  return write_private_file(folder + "/facts.json", json::serialize(facts));
}

PullFailure at_unpacking(PullFailure failure) {
  failure.step = PullStep::kUnpack;
  return failure;
}

}  // namespace

LayerFolders::LayerFolders(std::string directory, LayerUnpacker& unpacker)
    : directory_{std::move(directory)}, own_{directory_ + "/" + unpacker.users()}, unpacker_{unpacker} {}

PullResult<void> LayerFolders::make_folder(const std::string& path) {
  ENI_CHECK(make_private_folder(path));
  return unpacker_.give(path);
}

PullResult<void> LayerFolders::prepare() {
  for (const std::string& folder : {directory_, own_}) ENI_CHECK(make_folder(folder));
  for (const std::string& name : names_in(own_)) {
    const auto diff_id = oci::Digest::parse("sha256:" + name);
    if (diff_id.has_error()) continue;
    if (const auto facts = read_facts(own_ + "/" + name)) layers_[*diff_id] = *facts;
  }
  return {};
}

Task<void> LayerFolders::sweep() {
  std::vector<std::string> folders;
  for (const std::string& name : names_in(directory_))
    if (directory_ + "/" + name != own_) folders.push_back(directory_ + "/" + name);
  for (const std::string& name : names_in(own_)) {
    const auto diff_id = oci::Digest::parse("sha256:" + name);
    if (diff_id.has_error() || !layers_.contains(*diff_id)) folders.push_back(own_ + "/" + name);
  }
  for (const std::string& folder : folders) {
    auto removing = unpacker_.remove(folder);
    co_await std::move(removing);
  }
}

const UnpackedLayer* LayerFolders::find(const oci::Digest& diff_id) const {
  const auto found = layers_.find(diff_id);
  return found == layers_.end() ? nullptr : &found->second;
}

Task<PullResult<void>> LayerFolders::unpack(oci::Digest diff_id, int blob,
                                            world::layers::LayerExpectation expectation) {
  // A name of its own each time: of a pull that was broken off the program may still be at work.
  const std::string unfinished =
      own_ + "/.new-" + std::string(diff_id.hex()) + "-" + std::to_string(++attempts_);
  PullResult<void> made = make_folder(unfinished);
  if (made) made = make_folder(unfinished + "/fs");
  PullResult<UnpackedLayer> unpacked = UnpackedLayer{};
  if (made) {
    auto unpacking = unpacker_.unpack(blob, unfinished + "/fs", std::move(expectation));
    unpacked = co_await std::move(unpacking);
    if (unpacked.has_error()) made = unpacked.error();
  }
  if (made) made = write_facts(unfinished, *unpacked);
  const std::string folder = folder_of(diff_id);
  if (made && rename(unfinished.c_str(), folder.c_str()) != 0) made = disk_failure(folder, errno);
  if (made) {
    layers_[diff_id] = *unpacked;
    co_return PullResult<void>{};
  }
  auto removing = unpacker_.remove(unfinished);
  co_await std::move(removing);
  co_return at_unpacking(made.error());
}

Task<void> LayerFolders::remove(oci::Digest diff_id) {
  if (layers_.erase(diff_id) == 0) co_return;
  // From here on it is not there, however long it takes, and whatever ends this process.
  const std::string old = own_ + "/.old-" + std::string(diff_id.hex()) + "-" + std::to_string(++attempts_);
  if (rename(folder_of(diff_id).c_str(), old.c_str()) != 0) co_return;
  auto removing = unpacker_.remove(old);
  co_await std::move(removing);
}

std::vector<oci::Digest> LayerFolders::list() const {
  std::vector<oci::Digest> out;
  for (const auto& [diff_id, facts] : layers_) out.push_back(diff_id);
  return out;
}

std::uint64_t LayerFolders::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [diff_id, facts] : layers_) sum += facts.bytes;
  return sum;
}

}  // namespace eni::sandbox::images
