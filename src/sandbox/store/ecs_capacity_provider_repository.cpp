#include "sandbox/store/ecs_capacity_provider_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

EcsCapacityProvider provider_row(const sqlite::Statement& statement) {
  EcsCapacityProvider provider;
  provider.number = EcsCapacityProviderNumber{statement.integer(0)};
  provider.account = statement.text(1);
  provider.region = statement.text(2);
  provider.name = statement.text(3);
  provider.arn = statement.text(4);
  provider.group = statement.text(5);
  provider.document = read_document(statement, 6);
  return provider;
}

EcsCapacityAttachment attachment_row(const sqlite::Statement& statement) {
  EcsCapacityAttachment attachment;
  attachment.number = statement.integer(0);
  attachment.id = statement.text(1);
  attachment.cluster = EcsClusterNumber{statement.integer(2)};
  attachment.provider = EcsCapacityProviderNumber{statement.integer(3)};
  attachment.provider_name = statement.text(4);
  attachment.group = statement.text(5);
  attachment.type = statement.text(6);
  attachment.name = statement.text(7);
  attachment.status = statement.text(8);
  attachment.is_due = statement.integer(9) != 0;
  return attachment;
}

}  // namespace

EcsCapacityProviderRepository::EcsCapacityProviderRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT * FROM ecs_capacity_providers WHERE account = ?1 AND region = ?2 AND name = ?3"},
      find_by_number_{database, "SELECT * FROM ecs_capacity_providers WHERE number = ?1"},
      of_group_{
          database,
          "SELECT * FROM ecs_capacity_providers WHERE account = ?1 AND region = ?2 AND group_name = ?3"},
      list_{database,
            "SELECT * FROM ecs_capacity_providers WHERE account = ?1 AND region = ?2 ORDER BY name"},
      insert_{database, "INSERT INTO ecs_capacity_providers VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)"},
      update_{database, "UPDATE ecs_capacity_providers SET document = ?2 WHERE number = ?1"},
      remove_{database, "DELETE FROM ecs_capacity_providers WHERE number = ?1"},
      attachments_{database, "SELECT * FROM ecs_capacity_attachments WHERE cluster = ?1 ORDER BY number"},
      attachments_of_{database, "SELECT * FROM ecs_capacity_attachments WHERE provider = ?1 ORDER BY number"},
      all_attachments_{database, "SELECT * FROM ecs_capacity_attachments ORDER BY number"},
      find_attachment_{database, "SELECT * FROM ecs_capacity_attachments WHERE number = ?1"},
      insert_attachment_{
          database, "INSERT INTO ecs_capacity_attachments VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      update_attachment_{database,
                         "UPDATE ecs_capacity_attachments SET status = ?2, is_due = ?3 WHERE number = ?1"},
      remove_attachment_{database, "DELETE FROM ecs_capacity_attachments WHERE number = ?1"} {}

std::optional<EcsCapacityProvider> EcsCapacityProviderRepository::find(const EcsPlace& place,
                                                                       std::string_view name) {
  return first_row(find_.query(place.account, place.region, name), provider_row);
}

std::optional<EcsCapacityProvider> EcsCapacityProviderRepository::find(EcsCapacityProviderNumber number) {
  return first_row(find_by_number_.query(number), provider_row);
}

std::optional<EcsCapacityProvider> EcsCapacityProviderRepository::of_group(const EcsPlace& place,
                                                                           std::string_view group) {
  return first_row(of_group_.query(place.account, place.region, group), provider_row);
}

std::vector<EcsCapacityProvider> EcsCapacityProviderRepository::list(const EcsPlace& place) {
  return all_rows(list_.query(place.account, place.region), provider_row);
}

EcsCapacityProvider EcsCapacityProviderRepository::insert(EcsCapacityProvider provider) {
  insert_.run(provider.account, provider.region, provider.name, provider.arn, provider.group,
              json::serialize(provider.document));
  provider.number = EcsCapacityProviderNumber{database_.last_insert_rowid()};
  return provider;
}

void EcsCapacityProviderRepository::update(const EcsCapacityProvider& provider) {
  update_.run(provider.number, json::serialize(provider.document));
}

void EcsCapacityProviderRepository::remove(EcsCapacityProviderNumber number) { remove_.run(number); }

std::vector<EcsCapacityAttachment> EcsCapacityProviderRepository::attachments(EcsClusterNumber cluster) {
  return all_rows(attachments_.query(cluster), attachment_row);
}

std::vector<EcsCapacityAttachment> EcsCapacityProviderRepository::attachments_of(
    EcsCapacityProviderNumber provider) {
  return all_rows(attachments_of_.query(provider), attachment_row);
}

std::vector<EcsCapacityAttachment> EcsCapacityProviderRepository::all_attachments() {
  return all_rows(all_attachments_.query(), attachment_row);
}

std::optional<EcsCapacityAttachment> EcsCapacityProviderRepository::find_attachment(std::int64_t number) {
  return first_row(find_attachment_.query(number), attachment_row);
}

EcsCapacityAttachment EcsCapacityProviderRepository::insert(EcsCapacityAttachment attachment) {
  insert_attachment_.run(attachment.id, attachment.cluster, attachment.provider, attachment.provider_name,
                         attachment.group, attachment.type, attachment.name, attachment.status,
                         attachment.is_due);
  attachment.number = database_.last_insert_rowid();
  return attachment;
}

void EcsCapacityProviderRepository::update(const EcsCapacityAttachment& attachment) {
  update_attachment_.run(attachment.number, attachment.status, attachment.is_due);
}

void EcsCapacityProviderRepository::remove_attachment(std::int64_t number) { remove_attachment_.run(number); }

}  // namespace eni::sandbox
