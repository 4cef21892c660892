#include "sandbox/store/named_documents.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

NamedDocument read(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), read_document(row, 4)};
}

}  // namespace

NamedDocuments::NamedDocuments(sqlite::Database& database, std::string kind)
    : kind_{std::move(kind)},
      database_{database},
      find_{database,
            "SELECT account, region, name, created, document FROM named_document "
            "WHERE kind = ?1 AND account = ?2 AND region = ?3 AND name = ?4"},
      put_{database,
           "INSERT OR REPLACE INTO named_document (kind, account, region, name, created, document) "
           "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      remove_{database,
              "DELETE FROM named_document WHERE kind = ?1 AND account = ?2 AND region = ?3 AND name = ?4"},
      list_{database,
            "SELECT account, region, name, created, document FROM named_document "
            "WHERE kind = ?1 AND account = ?2 AND region = ?3 AND name > ?4 ORDER BY name LIMIT ?5"},
      all_{database,
           "SELECT account, region, name, created, document FROM named_document WHERE kind = ?1 "
           "ORDER BY account, region, name"} {}

std::optional<NamedDocument> NamedDocuments::find(std::string_view account, std::string_view region,
                                                  std::string_view name) {
  return sqlite::first_row(find_.query(kind_, account, region, name), read);
}

void NamedDocuments::put(const NamedDocument& row) {
  put_.run(kind_, row.account, row.region, row.name, row.created, json::serialize(row.document));
}

bool NamedDocuments::remove(std::string_view account, std::string_view region, std::string_view name) {
  remove_.run(kind_, account, region, name);
  return database_.changes() > 0;
}

std::vector<NamedDocument> NamedDocuments::list(std::string_view account, std::string_view region,
                                                std::string_view after, std::int64_t limit) {
  return sqlite::all_rows(list_.query(kind_, account, region, after, limit), read);
}

std::vector<NamedDocument> NamedDocuments::all() { return sqlite::all_rows(all_.query(kind_), read); }

}  // namespace eni::sandbox
